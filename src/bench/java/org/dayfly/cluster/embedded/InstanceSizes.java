package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dayfly.bench.stage.ProcessMemory;

/**
 * The whole servers that dayfly has in a state folder, each with the memory of its processes.
 *
 * @param folders the folder of each whole server
 * @param memory the proportional memory of all processes of all these servers, in kB
 */
public record InstanceSizes(List<Path> folders, long memory) {
    public InstanceSizes {
        folders = List.copyOf(folders);
    }

    /** The whole servers that there are now. */
    public static InstanceSizes of(Path state) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(StateFolder.at(state).instances())) {
            folders = entries.filter(entry -> !entry.getFileName().toString().startsWith(PreparedInstance.PREFIX))
                    .toList();
        }
        long memory = 0;
        for (Path folder : folders) {
            for (ProcessHandle process : ServerProcess.all(folder.resolve("data"))) {
                memory += ProcessMemory.proportionalOf(process.pid());
            }
        }
        return new InstanceSizes(folders, memory);
    }
}
