package org.dayfly.admin.page;

import java.time.Duration;
import org.dayfly.server.content.DatabaseContent;
import org.dayfly.server.content.QueryCount;
import org.dayfly.server.content.SessionStatement;
import org.dayfly.server.content.TableContent;

/** What a database holds, as JSON. Times are in milliseconds, sizes in bytes. Clients have written the texts. */
final class ContentJson {
    private ContentJson() {}

    static String of(DatabaseContent content) {
        return Json.object(json -> {
            json.array("tables", content.tables(), ContentJson::write)
                    .array("statements", content.statements(), ContentJson::write);
            content.queries().ifPresent(queries -> json.array("queries", queries, ContentJson::write));
        });
    }

    private static void write(Json json, TableContent table) {
        json.put("name", table.name()).put("rows", table.rows().toString()).put("size", table.size());
    }

    private static void write(Json json, SessionStatement session) {
        json.put("process", session.process())
                .put("role", session.role())
                .put("application", session.application())
                .put("state", session.state())
                .put("since", session.since().map(Duration::toMillis))
                .put("statement", session.statement());
    }

    private static void write(Json json, QueryCount query) {
        json.put("calls", query.calls())
                .put("time", query.time().toMillis())
                .put("rows", query.rows())
                .put("query", query.text());
    }
}
