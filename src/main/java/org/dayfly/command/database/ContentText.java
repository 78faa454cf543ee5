package org.dayfly.command.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dayfly.command.servers.Table;
import org.dayfly.config.value.DurationText;
import org.dayfly.config.value.SizeText;
import org.dayfly.server.SafeText;
import org.dayfly.server.content.DatabaseContent;
import org.dayfly.server.content.QueryCount;
import org.dayfly.server.content.SessionStatement;
import org.dayfly.server.content.TableContent;

/** The content of a database, as {@code show} prints it: three tables with a blank line before each. */
final class ContentText {
    private static final int MOST_TABLES = 200;
    private static final int MOST_SESSIONS = 20;
    private static final int MOST_QUERIES = 20;
    private static final int NAME_WIDTH = 130;
    private static final int WORD_WIDTH = 40;
    private static final int STATEMENT_WIDTH = 200;
    private static final double NANOS_IN_A_MILLISECOND = 1e6;

    private ContentText() {}

    static List<String> of(DatabaseContent content) {
        List<String> lines = new ArrayList<>();
        section(
                lines,
                "tables",
                List.of("ROWS", "SIZE", "TABLE"),
                content.tables().stream().map(ContentText::row).toList(),
                MOST_TABLES);
        section(
                lines,
                "sessions",
                List.of("PROCESS", "ROLE", "APPLICATION", "STATE", "SINCE", "LAST STATEMENT"),
                content.statements().stream().map(ContentText::row).toList(),
                MOST_SESSIONS);
        Optional<List<QueryCount>> queries = content.queries();
        if (queries.isPresent()) {
            section(
                    lines,
                    "queries",
                    List.of("CALLS", "TIME", "ROWS", "QUERY"),
                    queries.get().stream().map(ContentText::row).toList(),
                    MOST_QUERIES);
        } else {
            lines.add("");
            lines.add("queries: not known, because the server has no pg_stat_statements");
        }
        return lines;
    }

    private static void section(List<String> lines, String what, List<String> head, List<List<String>> rows, int most) {
        lines.add("");
        if (rows.isEmpty()) {
            lines.add(what + ": none");
            return;
        }
        List<List<String>> shown = new ArrayList<>(List.of(head));
        rows.stream().limit(most).forEach(shown::add);
        lines.addAll(Table.of(shown));
        if (rows.size() > most) {
            lines.add("and " + (rows.size() - most) + " more");
        }
    }

    private static List<String> row(TableContent table) {
        return List.of(table.rows().toString(), SizeText.of(table.size()), SafeText.line(table.name(), NAME_WIDTH));
    }

    private static List<String> row(SessionStatement session) {
        return List.of(
                Integer.toString(session.process()),
                word(session.role()),
                word(session.application()),
                session.state(),
                session.since().map(DurationText::rough).orElse("-"),
                SafeText.line(session.statement(), STATEMENT_WIDTH));
    }

    private static String word(String text) {
        return text.isEmpty() ? "-" : SafeText.line(text, WORD_WIDTH);
    }

    private static List<String> row(QueryCount query) {
        return List.of(
                Long.toString(query.calls()),
                milliseconds(query.time()),
                Long.toString(query.rows()),
                SafeText.line(query.text(), STATEMENT_WIDTH));
    }

    private static String milliseconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / NANOS_IN_A_MILLISECOND);
    }
}
