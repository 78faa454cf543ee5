package org.dayfly.cluster.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.ThisAccount;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** A folder with the name of unpacked programs holds all programs, and no other account can change them. */
class ServerArchiveTest {
    private final Path folder;
    private final Path programs;

    ServerArchiveTest(@TempDir Path folder) {
        this.folder = folder;
        programs = folder.resolve("programs");
    }

    @BeforeEach
    void make() throws IOException {
        Files.createDirectory(programs);
    }

    @Test
    void unpacksModesAndLinks() throws IOException {
        byte[] archive = archive(
                new Entry("bin/postgres", 0755, "a program"),
                new Entry("share/text", 0644, "a text"),
                new Entry("lib/same", TarConstants.LF_LINK, "bin/postgres"),
                new Entry("lib/short", TarConstants.LF_SYMLINK, "same"));
        Path home = unpack(archive).home();
        assertThat(home.resolve("bin/postgres")).hasContent("a program").isExecutable();
        assertThat(home.resolve("share/text")).hasContent("a text");
        assertThat(Files.isExecutable(home.resolve("share/text"))).isFalse();
        assertThat(home.resolve("lib/same")).hasContent("a program").isExecutable();
        assertThat(home.resolve("lib/short")).isSymbolicLink().hasContent("a program");
        assertThat(programs.toFile().list()).containsExactly(String.valueOf(home.getFileName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bin", "bin/postgres", "share/text"})
    void unpacksAgainIfOthersCouldChangeAFile(String name) throws IOException {
        byte[] archive = archive(new Entry("bin/postgres", 0755, "a program"), new Entry("share/text", 0644, "a text"));
        Path home = unpack(archive).home();
        Files.writeString(home.resolve("bin/postgres"), "A program");
        assertThat(unpack(archive).home().resolve("bin/postgres")).hasContent("A program");
        FileMode.set(home.resolve(name), "rwxrwxr-x");
        assertThat(unpack(archive).home().resolve("bin/postgres")).hasContent("a program");
        assertThat(new UnpackedPrograms(home).changeable()).isEmpty();
        assertThat(programs.toFile().list()).containsExactly(String.valueOf(home.getFileName()));
    }

    @Test
    void unpacksAgainIfAFileIsMissing() throws IOException {
        byte[] archive = archive(new Entry("bin/postgres", 0755, "a program"), new Entry("share/text", 0644, "a text"));
        Path home = unpack(archive).home();
        Files.delete(home.resolve("share/text"));
        assertThat(unpack(archive).home().resolve("share/text")).hasContent("a text");
        assertThat(programs.toFile().list()).containsExactly(String.valueOf(home.getFileName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a te", "a text, and more"})
    void unpacksAgainIfAFileHasAnotherSize(String content) throws IOException {
        byte[] archive =
                archive(new Entry("bin/postgres", 0755, "a program"), new Entry("share/a text", 0644, "a text"));
        Path home = unpack(archive).home();
        Files.writeString(home.resolve("share/a text"), content);
        assertThat(unpack(archive).home().resolve("share/a text")).hasContent("a text");
        assertThat(programs.toFile().list()).containsExactly(String.valueOf(home.getFileName()));
    }

    @Test
    void unpacksAgainIfAnOlderDayflyWroteNoSizes() throws IOException {
        byte[] archive = archive(new Entry("bin/postgres", 0755, "a program"));
        Path home = unpack(archive).home();
        Files.writeString(home.resolve("files.dayfly"), "bin/postgres\n");
        unpack(archive);
        assertThat(home.resolve("files.dayfly")).hasContent("9 bin/postgres");
    }

    @Test
    void unpacksAgainIfAFileBelongsToAnotherAccount() throws IOException {
        assumeTrue(ThisAccount.isRoot());
        byte[] archive = archive(new Entry("bin/postgres", 0755, "a program"));
        Path home = unpack(archive).home();
        Files.setAttribute(home.resolve("bin"), "unix:uid", 65534);
        unpack(archive);
        assertThat(Files.getAttribute(home.resolve("bin"), "unix:uid")).isEqualTo(0);
    }

    @Test
    void refusesAnArchiveThatIsCutShortOrAltered() throws IOException {
        byte[] whole = archive(new Entry("bin/postgres", 0755, "a program"));
        assertRefused(Arrays.copyOf(whole, whole.length - 9), "can't be unpacked");
        byte[] altered = whole.clone();
        // This is the first byte of the checksum. All bytes before it are unchanged.
        altered[whole.length - 8]++;
        assertRefused(altered, "Corrupt GZIP trailer");
    }

    @Test
    void refusesEntriesOutsideOfTheFolder() throws IOException {
        assertRefused(archive(new Entry("../outside", 0644, "x")), "outside of its folder");
        Files.writeString(folder.resolve("secret"), "x");
        assertRefused(archive(new Entry("stolen", TarConstants.LF_LINK, "../../secret")), "outside of its folder");
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    /** The jars for Windows have their files in other folders than those for Linux and macOS. */
    @ParameterizedTest
    @ValueSource(strings = {"share/postgres.bki", "share/postgresql/postgres.bki"})
    void theArchiveInAJarTellsItsVersion(String file) throws IOException {
        byte[] archive =
                archive(new Entry("bin/postgres", 0755, "a program"), new Entry(file, 0644, "# PostgreSQL 17\n"));
        Path jar = folder.resolve("servers.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("postgres-windows-x86_64.txz"));
            XZOutputStream xz = new XZOutputStream(zip, new LZMA2Options());
            new GZIPInputStream(new ByteArrayInputStream(archive)).transferTo(xz);
            xz.finish();
        }
        assertThat(ServerArchive.inJar(jar, Platform.of("Windows 11", "amd64")).major())
                .isEqualTo(17);
    }

    private void assertRefused(byte[] archive, String why) {
        assertThatThrownBy(() -> unpack(archive))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(why);
        assertThat(programs).isEmptyDirectory();
    }

    private ServerBinaries unpack(byte[] archive) throws IOException {
        Path file = Files.write(folder.resolve("archive.tgz"), archive);
        return new ServerArchive(file.toUri().toURL(), 18).unpackUnder(programs);
    }

    /** @param content the content of a file, or the target of a link */
    private record Entry(String name, byte type, int mode, String content) {
        Entry(String name, int mode, String content) {
            this(name, TarConstants.LF_NORMAL, mode, content);
        }

        Entry(String name, byte type, String target) {
            this(name, type, 0777, target);
        }
    }

    private static byte[] archive(Entry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (Entry entry : entries) {
                boolean file = entry.type() == TarConstants.LF_NORMAL;
                byte[] content = file ? entry.content().getBytes(UTF_8) : new byte[0];
                TarArchiveEntry written = new TarArchiveEntry(entry.name(), entry.type(), true);
                written.setMode(entry.mode());
                written.setLinkName(file ? "" : entry.content());
                written.setSize(content.length);
                tar.putArchiveEntry(written);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
