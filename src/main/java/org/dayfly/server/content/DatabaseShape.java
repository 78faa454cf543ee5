package org.dayfly.server.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The schema of a database and the rows of its tables, to compare them with another database. */
public record DatabaseShape(NavigableMap<String, SchemaObject> objects, List<TableContent> tables) {
    /** The longest definition that a line has. */
    private static final int MOST = 200;

    public DatabaseShape {
        objects = new TreeMap<>(objects);
        tables = List.copyOf(tables);
    }

    /**
     * What differs in another database: {@code +} objects that only the other database has, {@code -} objects that only
     * this database has, {@code ~} objects that both have; then the rows of tables. The parts of a table that only one
     * database has are left out. The lines have texts of tenants.
     */
    public List<String> differences(DatabaseShape other) {
        List<String> lines = new ArrayList<>();
        NavigableSet<String> all = new TreeSet<>(objects.keySet());
        all.addAll(other.objects.keySet());
        for (String identity : all) {
            SchemaObject here = objects.get(identity);
            SchemaObject there = other.objects.get(identity);
            if (here == null && there != null) {
                if (hasTableOf(there)) {
                    lines.add("+ " + identity);
                }
            } else if (there == null && here != null) {
                if (other.hasTableOf(here)) {
                    lines.add("- " + identity);
                }
            } else if (here != null && there != null && !here.definition().equals(there.definition())) {
                lines.add("~ " + identity + change(here.definition(), there.definition()));
            }
        }
        lines.addAll(differentRows(other));
        return lines;
    }

    /** Whether the object is no part of a table, or of a table that this database has too. */
    private boolean hasTableOf(SchemaObject object) {
        return object.table().map(objects::containsKey).orElse(true);
    }

    private static String change(String old, String now) {
        return old.length() > MOST || now.length() > MOST || old.contains("\n") || now.contains("\n")
                ? ""
                : ": " + (old.isEmpty() ? "none" : old) + " -> " + (now.isEmpty() ? "none" : now);
    }

    private List<String> differentRows(DatabaseShape other) {
        Map<String, RowCount> here = rows();
        Map<String, RowCount> there = other.rows();
        NavigableSet<String> names = new TreeSet<>(here.keySet());
        names.addAll(there.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            RowCount old = Optional.ofNullable(here.get(name)).orElse(RowCount.counted(0));
            RowCount now = Optional.ofNullable(there.get(name)).orElse(RowCount.counted(0));
            if (!old.rows().equals(now.rows())) {
                lines.add("rows " + name + ": " + old + " -> " + now);
            }
        }
        return lines;
    }

    private Map<String, RowCount> rows() {
        return tables.stream().collect(Collectors.toMap(TableContent::name, TableContent::rows));
    }
}
