package org.dayfly.bench.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Figures in rows and columns.
 *
 * @param note what was measured, and how
 * @param rows each with a cell for each column; the first cell names the row
 */
public record Table(String title, String note, List<String> columns, List<List<String>> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** For a terminal. */
    public String text() {
        List<Integer> widths =
                IntStream.range(0, columns.size()).mapToObj(this::width).toList();
        StringBuilder text = new StringBuilder(title).append('\n').append(note).append("\n\n");
        text.append(line(columns, widths));
        rows.forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private int width(int column) {
        return IntStream.concat(
                        IntStream.of(columns.get(column).length()),
                        rows.stream().mapToInt(row -> row.get(column).length()))
                .max()
                .orElse(0);
    }

    private static String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder(" ");
        for (int i = 0; i < cells.size(); i++) {
            String blank = " ".repeat(widths.get(i) - cells.get(i).length());
            line.append(' ').append(i == 0 ? cells.get(i) + blank : ' ' + blank + cells.get(i));
        }
        return line.append('\n').toString();
    }

    /** For a page. */
    public String markdown() {
        String ruler = columns.stream().map(column -> " ---: |").collect(Collectors.joining());
        return "## " + title + "\n\n" + note + "\n\n" + markdown(columns) + "| --- |"
                + ruler.substring(" ---: |".length()) + "\n"
                + rows.stream().map(Table::markdown).collect(Collectors.joining());
    }

    private static String markdown(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
