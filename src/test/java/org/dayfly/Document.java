package org.dayfly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A document in Markdown: its sections, tables, links and anchors. */
record Document(Path file, String text) {
    static Document read(Path file) throws IOException {
        return new Document(file, Files.readString(file));
    }

    List<String> find(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    /** The text under a heading of the second level. */
    String section(String heading) {
        return find("\n## " + heading + "\n(.*?)(?:\n## |\\z)").get(0);
    }

    /** First and second column of the first table under a heading. */
    Map<String, String> table(String heading) {
        Map<String, String> rows = new TreeMap<>();
        Pattern.compile("^\\| ([^|]+?) \\| ?([^|]*?) ?\\|", Pattern.MULTILINE)
                .matcher(section(heading))
                .results()
                .skip(2)
                .forEach(row -> rows.put(bare(row.group(1)), bare(row.group(2))));
        return rows;
    }

    private static String bare(String cell) {
        return cell.replace("`", "");
    }

    /** The text without its fenced blocks. */
    private Document prose() {
        return new Document(file, text.replaceAll("(?ms)^```.*?^```$", ""));
    }

    /** The targets of its links, without links to other sites. */
    List<String> links() {
        return prose().find("\\]\\(([^)]+)\\)").stream()
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** The anchors of its headings, as GitHub makes them. */
    List<String> anchors() {
        return prose().find("(?m)^#+ ([^\n]+)").stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** The file that a link leads to; a link that is an anchor alone leads to the document itself. */
    Path target(String link) {
        String path = link.replaceAll("#.*", "");
        return path.isEmpty() ? file : file.resolveSibling(path).normalize();
    }
}
