package org.dayfly.server;

import org.dayfly.sql.Query;

/**
 * How many databases of one kind are in one state.
 *
 * @param kind database, server, snapshot or template
 * @param state the words of {@link org.dayfly.server.registry.DatabaseState}, in lower case
 */
public record Census(String kind, String state, long databases) {
    static final Query<Census> ALL = new Query<>(
            "SELECT kind, state, databases FROM registry.census()",
            row -> new Census(row.getString("kind"), row.getString("state"), row.getLong("databases")));
}
