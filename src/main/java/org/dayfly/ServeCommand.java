package org.dayfly;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dayfly.command.database.DurationConverter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The command {@code serve}: runs dayfly, as a command line without a command does. */
@Command(
        name = "serve",
        description = "Run dayfly until it is told to stop (the default).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main dayfly;

    @Option(
            names = "--exit-when-idle",
            paramLabel = "DURATION",
            description = "End when no client was connected for this long, as in 15min.",
            converter = DurationConverter.class)
    private @Nullable Duration idle;

    @Override
    public Integer call() throws IOException {
        return Objects.requireNonNull(dayfly).serve(Optional.ofNullable(idle));
    }
}
