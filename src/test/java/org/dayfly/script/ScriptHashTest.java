package org.dayfly.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dayfly.script.parse.ScriptFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptHashTest {
    private final Path folder;

    ScriptHashTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void differsIfFilesOrExtensionsDiffer() throws Exception {
        Path a = file("a", "a");
        Path b = file("b", "b");
        Path both = file("ab", "ab");
        Path none = file("none", "");
        Set<String> hashes = new HashSet<>();
        List<String> all = List.of(
                ScriptHash.of(List.of(), List.of()),
                ScriptHash.of(List.of(a, b), List.of()),
                ScriptHash.of(List.of(b, a), List.of()),
                ScriptHash.of(List.of(both), List.of()),
                ScriptHash.of(List.of(both, none), List.of()),
                ScriptHash.of(List.of(none, both), List.of()),
                ScriptHash.of(List.of(a), List.of("b")),
                ScriptHash.of(List.of(), List.of("a", "b")),
                ScriptHash.of(List.of(), List.of("b", "a")),
                ScriptHash.of(List.of(), List.of("ab")),
                ScriptHash.of(List.of(), List.of("ab", "")));
        hashes.addAll(all);
        assertThat(hashes).hasSameSizeAs(all).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    }

    @Test
    void doesNotDependOnTheNamesOfFiles() throws Exception {
        assertThat(ScriptHash.of(List.of(file("a", "x")), List.of("citext")))
                .isEqualTo(ScriptHash.of(List.of(file("b", "x")), List.of("citext")));
    }

    @Test
    void saysWhichFileCannotBeRead() {
        Path missing = folder.resolve("missing.sql");
        assertThatThrownBy(() -> ScriptHash.of(List.of(missing), List.of()))
                .isInstanceOf(ScriptFailure.class)
                .hasMessage(missing + " cannot be read: no such file");
        assertThatThrownBy(() -> ScriptHash.of(List.of(folder), List.of()))
                .isInstanceOf(ScriptFailure.class)
                .hasMessage(folder + " cannot be read: Is a directory");
    }
}
