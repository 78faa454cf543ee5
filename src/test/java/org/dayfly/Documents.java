package org.dayfly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The README, and after it the documents in src/site/markdown. */
record Documents(List<Document> all) {
    private static final Path README = Path.of("README.md");
    private static final Path SITE = Path.of("src/site/markdown");

    static Documents read() {
        try (Stream<Path> files = Files.list(SITE)) {
            return new Documents(Stream.concat(
                            Stream.of(README),
                            files.filter(path -> path.toString().endsWith(".md"))
                                    .sorted())
                    .map(Documents::read)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document read(Path file) {
        try {
            return Document.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Document readme() {
        return all.get(0);
    }

    /** The document in src/site/markdown with a name. */
    Document site(String name) {
        return all.stream()
                .filter(document -> document.file().equals(SITE.resolve(name + ".md")))
                .findFirst()
                .orElseThrow();
    }

    /** The matches in all documents. */
    List<String> find(String pattern) {
        return all.stream().flatMap(document -> document.find(pattern).stream()).toList();
    }
}
