package org.dayfly.backend;

import java.util.List;
import org.dayfly.protocol.SimpleQuery;

/**
 * Queries for a session that no client uses, and the answer that each of them must get. All queries are sent at once.
 *
 * @param steps the queries in their order
 */
public record Inquiry(List<Step> steps) {
    /**
     * A query and the command tags that must answer its statements, as in {@code SELECT 1}. After the last tag, the
     * server must be outside a transaction.
     */
    public record Step(SimpleQuery query, List<String> tags) {
        public static Step of(String sql, String... tags) {
            return new Step(new SimpleQuery(sql), List.of(tags));
        }
    }

    public static Inquiry of(Step... steps) {
        return new Inquiry(List.of(steps));
    }
}
