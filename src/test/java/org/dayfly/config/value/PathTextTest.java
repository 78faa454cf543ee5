package org.dayfly.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Text becomes a path, or the error names the cause: the locale, or a character that no path has. */
final class PathTextTest {
    /** No encoding has half of a surrogate pair. So this text fails in any locale as an umlaut fails in locale C. */
    private static final String UNKNOWN_LETTER = "c\ud800/c.conf";

    private static Path read(String text, String workingFolder) {
        return PathText.read(text, workingFolder, IllegalStateException::new);
    }

    @Test
    void readsAPath() {
        assertThat(read("a/b", "/home/ann")).isEqualTo(Path.of("a/b"));
        assertThat(read("", "/home/ann")).isEqualTo(Path.of(""));
    }

    @Test
    void namesTheLocaleThatLacksALetter() {
        assertThatThrownBy(() -> read(UNKNOWN_LETTER, "/home/ann"))
                .hasMessage("has letters that Java can't read under this locale; set LC_ALL=C.UTF-8");
    }

    @Test
    void doesNotBlameTheLocaleForAZeroByte() {
        assertThatThrownBy(() -> read("a\0b", "/home/ann")).hasMessage("is no path of this system; write another path");
    }

    @Test
    void refusesARelativePathInAWorkingFolderWhoseNameJavaCannotRead() {
        assertThatThrownBy(() -> read("c.conf", "/home/\ufffd\ufffd"))
                .hasMessageContainingAll("relative", "working folder", "LC_ALL=C.UTF-8");
        assertThat(read("/c.conf", "/home/\ufffd\ufffd")).isEqualTo(Path.of("/c.conf"));
    }
}
