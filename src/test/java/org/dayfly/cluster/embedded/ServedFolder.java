package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.config.EmbeddedSettings;

/** The state folder of a dayfly in another process, and the server in this folder. */
public final class ServedFolder implements AutoCloseable {
    private final StateFolder folder;

    private ServedFolder(StateFolder folder) {
        this.folder = folder;
    }

    /** Makes a folder with a data directory fresh from initdb. Its programs are unpacked once for all tests. */
    public static ServedFolder create() {
        ServedFolder created =
                new ServedFolder(StateFolder.at(TestFolder.create().path()));
        created.linkPrograms();
        return created;
    }

    /** Links the programs into the folder. A test that mounts something there calls this again. */
    public void linkPrograms() {
        try {
            Path programs = TestFolder.archive(ServerArchive.EMBEDDED_MAJOR)
                    .unpackUnder(TestFolder.programs())
                    .home();
            Files.createSymbolicLink(path().resolve(programs.getFileName()), programs);
        } catch (IOException e) {
            throw new ClusterException("no link to the programs: " + e, e);
        }
    }

    public Path path() {
        return folder.path();
    }

    /** The server that runs in the folder, without a proxy. */
    public Cluster cluster() {
        return EmbeddedCluster.attach(new EmbeddedSettings(
                        Optional.of(path()), Optional.empty(), Optional.empty(), Map.of(), Map.of(), false))
                .orElseThrow();
    }

    /** Every process of the server. */
    public List<ProcessHandle> server() {
        return ServerProcess.all(folder.data());
    }

    /** Kills all processes of the server at once, as a power failure does. The disk loses nothing. */
    public void killServer() {
        kill(server());
    }

    /** Kills all processes of the server and of the whole servers at once. */
    public void killAllServers() {
        kill(Stream.concat(server().stream(), instances().stream().flatMap(name -> instance(name).stream()))
                .toList());
    }

    private static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    /** The names of the whole servers that have files in the folder. */
    public List<String> instances() {
        try {
            return TestFolder.instances(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the whole servers that have a folder for their socket. */
    public List<String> sockets() {
        return entries(folder.run())
                .filter(Files::isDirectory)
                .map(entry -> "dayfly_" + entry.getFileName())
                .toList();
    }

    /** The data directories that whole servers are copies of, also those that are not complete. */
    public List<Path> prepared() {
        return entries(folder.instances())
                .filter(entry -> !String.valueOf(entry.getFileName()).startsWith("dayfly_"))
                .toList();
    }

    private static Stream<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the whole servers that have processes, also if their files are gone. */
    public Set<String> runningInstances() {
        Path instances = folder.instances();
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().arguments().stream().flatMap(Stream::of))
                .filter(word -> word.startsWith(instances + "/dayfly_"))
                .map(word -> instances.relativize(Path.of(word)).getName(0).toString())
                .collect(Collectors.toSet());
    }

    /** Every process of a whole server. */
    public List<ProcessHandle> instance(String name) {
        return ServerProcess.all(folderOf(name).resolve("data"));
    }

    /** The postmaster of a whole server that runs. */
    public ProcessHandle postmaster(String name) {
        return Postmaster.running(folderOf(name).resolve("data"))
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .orElseThrow();
    }

    /** The folder of a whole server. */
    public Path folderOf(String name) {
        return folder.instances().resolve(name);
    }

    @Override
    public void close() {
        TestFolder.delete(folder);
    }
}
