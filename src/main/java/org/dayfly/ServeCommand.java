package org.dayfly;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The command {@code serve}: runs dayfly, as a command line without a command does. */
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
