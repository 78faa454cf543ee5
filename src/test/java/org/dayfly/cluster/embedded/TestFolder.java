package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.Installations;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.machine.Deadline;
import org.dayfly.machine.FileMode;

/** Folders for servers of tests, which the account of the server can enter; programs are unpacked once for all runs. */
public final class TestFolder {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 4L << 30;

    private TestFolder() {}

    /** A state folder of its own, with the shared programs and a data directory fresh from initdb. */
    public static StateFolder create() {
        StateFolder folder = createEmpty();
        ServerAccount account = folder.account();
        ServerBinaries binaries = archive(ServerArchive.EMBEDDED_MAJOR).unpackUnder(folder.programs());
        try {
            PreparedData.copy(
                    "embedded-" + binaries.home().getFileName(),
                    account,
                    new Initdb(binaries, account, Optional.empty(), Platform.here())::make,
                    folder.data());
        } catch (IOException e) {
            throw new ClusterException("no data directory: " + e, e);
        }
        return folder;
    }

    /** A state folder of its own, with the shared programs and nothing else. */
    public static StateFolder createEmpty() {
        try {
            Path folder = Files.createTempDirectory(place(), "dayfly-test-");
            // With a closed folder, a test that runs as root would always use "unshare -U".
            FileMode.set(folder, "rwxr-xr-x");
            return new StateFolder(folder, programs());
        } catch (IOException e) {
            throw new ClusterException("no temporary folder: " + e, e);
        }
    }

    /** In memory if there is room for all servers, because databases are made there in half the time. */
    private static Path place() throws IOException {
        return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM
                ? MEMORY
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Starts the embedded server in the folder. */
    static EmbeddedCluster start(StateFolder folder) {
        return start(folder, 20, Map.of());
    }

    static EmbeddedCluster start(StateFolder folder, int sessions, Map<String, String> settings) {
        return EmbeddedCluster.start(
                folder,
                archive(ServerArchive.EMBEDDED_MAJOR),
                noOthers(),
                new ServerSettings(sessions, settings),
                new InstanceSettings(false, Platform.here()));
    }

    /** No version of PostgreSQL besides the embedded server's own, whatever the machine of the test has. */
    public static Installations noOthers() {
        return new Installations(Map.of(), Map.of(), Platform.here());
    }

    /** The archive of the embedded server, or the archive of an older major version from the build folder. */
    public static ServerArchive archive(int major) {
        return major == ServerArchive.EMBEDDED_MAJOR
                ? ServerArchive.embedded(Platform.here())
                : new ServerArchive(older(major), major);
    }

    private static URL older(int major) {
        try {
            return downloads().resolve(major + ".tgz").toUri().toURL();
        } catch (MalformedURLException e) {
            throw new ClusterException("no server of version " + major, e);
        }
    }

    /** The jar of an older major version, as it was downloaded; its name does not tell the version. */
    public static Path jar(int major) {
        return downloads().resolve(major + ".jar");
    }

    /** The programs of an older major version, unpacked once for all tests. */
    public static Path home(int major) {
        try {
            return archive(major).unpackUnder(programs()).home();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path programs() throws IOException {
        return Files.createDirectories(downloads().resolve("programs"));
    }

    private static Path downloads() {
        return Path.of(System.getProperty("dayfly.test.postgres", "target/postgres"))
                .toAbsolutePath();
    }

    /** Stops a server in mode immediate. A server that is killed would leave its shared memory. */
    private static void kill(Path data) {
        List<ProcessHandle> processes = ServerProcess.all(data);
        Postmaster.running(data)
                .ifPresent(running -> ProgramRun.of(List.of("kill", "-QUIT", String.valueOf(running.pid()))));
        if (!Deadline.in(Duration.ofSeconds(5)).await(() -> processes.stream().noneMatch(ProcessHandle::isAlive))) {
            processes.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** The names of the whole servers in a state folder. */
    static List<String> instances(StateFolder folder) throws IOException {
        if (!Files.isDirectory(folder.instances())) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder.instances())) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.startsWith("dayfly_"))
                    .toList();
        }
    }

    /** Kills the servers in the folder, and deletes the folder. */
    public static void delete(StateFolder folder) {
        try {
            kill(folder.data());
            for (String instance : instances(folder)) {
                kill(folder.instances().resolve(instance).resolve("data"));
            }
            FileTree.delete(folder.path());
        } catch (IOException e) {
            throw new ClusterException("can't be deleted: " + folder, e);
        }
    }
}
