package org.dayfly.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.dayfly.Sql;
import org.dayfly.sql.Query;

/** The content of a database, one line for each object. */
record Inventory(Set<String> lines) {
    static Inventory of(TestedServer server, String database) throws SQLException, IOException {
        try (InputStream in = Inventory.class.getResourceAsStream("inventory.sql");
                Connection connection = server.admin().connect(database)) {
            Sql.run(connection, "SET search_path = ''; SET timezone = 'UTC'; SET datestyle = 'ISO, MDY'");
            String sql = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            return new Inventory(new TreeSet<>(
                    new Query<>(sql, row -> row.getString(1) + " = " + row.getString(2)).all(connection)));
        }
    }

    /** The lines that only the other inventory has, with a plus, and the lines that only this one has, with a minus. */
    List<String> difference(Inventory other) {
        List<String> difference = new ArrayList<>();
        lines.stream()
                .filter(line -> !other.lines.contains(line))
                .map(line -> "- " + line)
                .forEach(difference::add);
        other.lines.stream()
                .filter(line -> !lines.contains(line))
                .map(line -> "+ " + line)
                .forEach(difference::add);
        return difference;
    }
}
