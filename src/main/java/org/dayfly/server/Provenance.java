package org.dayfly.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * What a database is for, and where it comes from.
 *
 * @param kind database, snapshot or template, as in the registry
 * @param key that sessions share it by
 * @param source what it is a copy of, as clients call it; of a snapshot the key that it was taken of, of a template its name
 * @param base the database that it was copied from
 * @param client the address that it was made for
 */
public record Provenance(
        String kind, Optional<Key> key, Optional<String> source, Optional<DatabaseName> base, Optional<String> client) {
    static Provenance of(ResultSet row) throws SQLException {
        return new Provenance(
                row.getString("kind"),
                Optional.ofNullable(row.getString("key")).map(Key::new),
                // That of the template that databases begin with which are no copies is the empty name.
                Optional.ofNullable(row.getString("source")).filter(source -> !source.isEmpty()),
                Optional.ofNullable(row.getString("base")).map(DatabaseName::new),
                Optional.ofNullable(row.getString("client")));
    }

    /** Whether sessions can be opened on it; else copies are made of it. */
    public boolean isForClients() {
        return kind.equals("database");
    }

    public boolean isTemplate() {
        return kind.equals("template");
    }
}
