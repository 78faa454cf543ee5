package org.dayfly.command.database;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dayfly.command.servers.CommandException;
import org.dayfly.command.servers.FreshSession;
import org.dayfly.command.servers.RegistryCommand;
import org.dayfly.command.servers.Servers;
import org.dayfly.config.Settings;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.SafeText;
import org.dayfly.server.content.DatabaseShape;
import org.dayfly.server.registry.DatabaseState;
import org.dayfly.server.registry.NameOrKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Parameters;

/**
 * The command {@code diff}: prints how the schema and the numbers of rows differ between two databases. Exits with 0 if
 * nothing differs, with 1 if something differs, and with 2 if the databases cannot be compared.
 */
@Command(
        name = "diff",
        description = {
            "Print what differs between two databases: the schema, and the numbers of rows.",
            "With one NAME, print what differs between the source of a copy and the copy.",
            "Exits with 0 if nothing differs, with 1 if something differs, and with 2 after an error."
        },
        exitCodeOnExecutionException = 2,
        mixinStandardHelpOptions = true)
final class DiffCommand extends RegistryCommand implements IExitCodeGenerator {
    private static final int DIFFERENT = 1;
    private static final int LINE_WIDTH = 600;

    /** The database of this session has no use but this, and is dropped when the session ends. */
    private static final String FOR_A_DIFF = "-c dayfly.after=drop -c dayfly.note=dayfly\\ diff";

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "The first database: its name, its key, or the name of a template.",
            converter = NameOrKeyConverter.class)
    private @Nullable NameOrKey first;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME|SOURCE",
            description = "The second database. Without it, NAME is a copy, and is the second after its source.",
            converter = NameOrKeyConverter.class)
    private @Nullable NameOrKey second;

    private boolean different;

    @Override
    protected void run(Servers servers, Settings settings, PrintWriter out) {
        Comparison comparison = new Comparison(servers, settings);
        NameOrKey named = Objects.requireNonNull(first);
        NameOrKey old = second == null ? comparison.source(named) : named;
        NameOrKey now = second == null ? named : second;
        List<String> lines = comparison.of(old).differences(comparison.of(now));
        if (!lines.isEmpty()) {
            different = true;
            out.println("--- " + old);
            out.println("+++ " + now);
            lines.forEach(line -> out.println(SafeText.line(line, LINE_WIDTH)));
        }
    }

    @Override
    public int getExitCode() {
        return different ? DIFFERENT : 0;
    }

    /** Finds and reads the databases to compare. */
    private record Comparison(Servers servers, Settings settings) {
        /** The source of a copy, as a name for {@link #of}. */
        NameOrKey source(NameOrKey copy) {
            return servers.ask(copy, found -> found.administration().show(found.database()))
                    .provenance()
                    .source()
                    .flatMap(NameOrKey::parse)
                    .orElseThrow(() -> new CommandException("database \"" + copy
                            + "\" is no copy, so it has no source; name two databases: dayfly diff NAME NAME"));
        }

        DatabaseShape of(NameOrKey name) {
            return servers.ask(name, this::shape).orElseGet(() -> ofCopy(name));
        }

        /** Empty: no session can be opened on the database, because it exists to be copied. */
        private Optional<DatabaseShape> shape(Servers.Found found) {
            DatabaseStatus status = found.administration().show(found.database());
            if (status.state() == DatabaseState.SEALED) {
                return Optional.empty();
            }
            if (!status.provenance().isForClients() || status.state() != DatabaseState.LEASED) {
                throw new CommandException("\"" + found.database() + "\" is a "
                        + status.provenance().kind() + " in state " + status.state()
                        + "; diff compares databases that clients have");
            }
            return Optional.of(found.administration().contents().shape(found.database()));
        }

        /** A client's copy of a template or a snapshot has the same content, and disturbs no other copy. */
        private DatabaseShape ofCopy(NameOrKey name) {
            String user = servers.ask(name, found -> found.administration().show(found.database()))
                    .provenance()
                    .source()
                    .map(source -> "copy." + source)
                    .orElse("new");
            FreshSession.Target dayfly = new FreshSession.Target(
                    settings.listen().near(), settings.access(), settings.tls().mode());
            try (FreshSession session = FreshSession.open(dayfly, user, FOR_A_DIFF)) {
                NameOrKey copy = NameOrKey.parse(session.database()).orElseThrow();
                return servers.ask(copy, this::shape).orElseThrow();
            }
        }
    }
}
