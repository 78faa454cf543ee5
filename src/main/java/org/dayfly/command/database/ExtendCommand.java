package org.dayfly.command.database;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import org.dayfly.command.servers.Servers;
import org.dayfly.command.servers.UtcTime;
import org.dayfly.server.registry.DatabaseName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code extend}: gives a database more time. */
@Command(
        name = "extend",
        description = "Let a database live, and be unused, at least this long from now; ends a pin.",
        mixinStandardHelpOptions = true)
final class ExtendCommand extends DatabaseCommand {
    @Parameters(
            index = "1",
            paramLabel = "DURATION",
            description = "How long from now, as in 90s, 30min, 2h or 1d.",
            converter = DurationConverter.class)
    private @Nullable Duration duration;

    @Override
    void run(Servers.Found found, PrintWriter out) {
        DatabaseName database = found.database();
        out.println(database + " expires: "
                + UtcTime.of(found.administration().extend(database, Objects.requireNonNull(duration))));
    }
}
