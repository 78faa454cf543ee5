package org.dayfly.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.background.OwnProgram;
import org.dayfly.background.Program;
import org.dayfly.background.ProgramSource;

/**
 * The dayfly that is in the library's jar, as a jar of its own. It is unpacked before its first start, so that its
 * libraries are not on the class path of the program that uses the library.
 *
 * <p>If a later version was unpacked before, that version is started: it may have migrated the registry, and an earlier
 * version does not read the registry then.
 */
final class UnpackedProgram implements ProgramSource {
    private static final String RESOURCE = "META-INF/dayfly/program.jar";
    private static final Pattern NAME = Pattern.compile("dayfly-(?<version>.+)-[0-9a-f]{8}\\.jar");

    private final URL resource;

    private UnpackedProgram(URL resource) {
        this.resource = resource;
    }

    /** The program in the library's jar. Classes that are in no jar have no such program, and run themselves. */
    static ProgramSource find() {
        URL resource = UnpackedProgram.class.getClassLoader().getResource(RESOURCE);
        return resource == null ? new OwnProgram() : new UnpackedProgram(resource);
    }

    @Override
    public String version() {
        return Program.ownVersion();
    }

    @Override
    public Program prepare(Path folder) throws IOException {
        Path jar = unpack(folder);
        String version = version();
        try (Stream<Path> others = Files.list(folder)) {
            for (Path other : others.toList()) {
                Matcher name = NAME.matcher(String.valueOf(other.getFileName()));
                if (name.matches() && Program.isLater(name.group("version"), version)) {
                    jar = other;
                    version = name.group("version");
                }
            }
        }
        return Program.of(version, jar, folder);
    }

    private Path unpack(Path folder) throws IOException {
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        long sum = connection instanceof JarURLConnection jar
                ? jar.getJarEntry().getCrc()
                : connection.getContentLengthLong();
        Path unpacked = folder.resolve(String.format("dayfly-%s-%08x.jar", version(), sum));
        try (InputStream in = connection.getInputStream()) {
            if (!Files.exists(unpacked)) {
                Path unfinished = Files.createTempFile(folder, ".unfinished-", ".jar");
                Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
                Files.move(unfinished, unpacked, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return unpacked;
    }
}
