package org.dayfly.server.content;

import java.util.List;
import java.util.Optional;

/**
 * What a database holds, and what its clients do there.
 *
 * @param tables all tables of clients, by name
 * @param statements the last statements of the sessions that are open, the newest first
 * @param queries the queries that ran most often, most often first; empty: the server has no pg_stat_statements
 */
public record DatabaseContent(
        List<TableContent> tables, List<SessionStatement> statements, Optional<List<QueryCount>> queries) {
    public DatabaseContent {
        tables = List.copyOf(tables);
        statements = List.copyOf(statements);
        queries = queries.map(List::copyOf);
    }
}
