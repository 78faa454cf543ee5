package org.dayfly.cluster;

import java.util.Locale;
import org.dayfly.machine.SystemFamily;

/** The operating system and processor that dayfly runs on. They decide which of PostgreSQL's programs can run. */
public record Platform(SystemFamily family, Processor processor) {
    enum Processor {
        X86_64,
        ARM_64
    }

    /** This machine, read from the JVM's properties. */
    public static Platform here() {
        return of(property("os.name"), property("os.arch"));
    }

    public static Platform of(String system, String processor) {
        return new Platform(SystemFamily.of(system).orElseThrow(() -> unsupported(system)), processor(processor));
    }

    private static Processor processor(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> Processor.X86_64;
            case "aarch64", "arm64" -> Processor.ARM_64;
            default -> throw unsupported(name);
        };
    }

    private static ClusterException unsupported(String name) {
        return new ClusterException("there is no embedded PostgreSQL for " + name
                + "; name a server of your own: --set servers=[\"postgresql://role@host\"]");
    }

    private static String property(String name) {
        return String.valueOf(System.getProperty(name));
    }

    /** The path of the archive with the server's programs on the class path. */
    public String archive() {
        return "/postgres-" + lower(family) + "-" + lower(processor) + ".tgz";
    }

    /**
     * Whether Java and PostgreSQL both support Unix sockets on this platform, and the socket's folder keeps other users
     * out.
     */
    public boolean hasUnixSockets() {
        return family != SystemFamily.WINDOWS;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
