package org.dayfly;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What dayfly does without a command, by name. */
@Command(
        name = "serve",
        description = "Run dayfly until it is told to stop (the default).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main dayfly;

    @Override
    public Integer call() throws IOException {
        return Objects.requireNonNull(dayfly).serve();
    }
}
