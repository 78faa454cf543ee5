package org.dayfly.command.database;

import java.io.PrintWriter;
import org.dayfly.command.servers.CommandException;
import org.dayfly.command.servers.FreshSession;
import org.dayfly.command.servers.RegistryCommand;
import org.dayfly.command.servers.Servers;
import org.dayfly.config.Settings;
import org.dayfly.config.value.HostPort;
import org.dayfly.server.registry.NameOrKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code url}: prints the URL of a database that exists, or of a fresh one. */
@Command(
        name = "url",
        description = "Print the URL of a database, with its password; without NAME, the URL of a fresh database.",
        mixinStandardHelpOptions = true)
final class UrlCommand extends RegistryCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The database, by its name or its key. Without NAME, dayfly makes a fresh database.",
            converter = NameOrKeyConverter.class)
    private @Nullable NameOrKey name;

    @Override
    protected void run(Servers servers, Settings settings, PrintWriter out) {
        if (name == null) {
            FreshSession.Target dayfly = new FreshSession.Target(
                    reachable(settings, settings.listen().near()),
                    settings.access(),
                    settings.tls().mode());
            try (FreshSession session = FreshSession.open(dayfly, "new", "")) {
                out.println(session.url());
            }
        } else {
            String place = reachable(settings, settings.listen().told()).toString();
            String url = servers.ask(name, found -> found.administration().url(found.database(), place));
            out.println(url);
        }
    }

    private static HostPort reachable(Settings settings, HostPort place) {
        if (place.port() == 0) {
            throw new CommandException("listen is " + settings.listen().address()
                    + ", so the port is known only to the running dayfly; add --set listen=HOST:PORT with that port");
        }
        return place;
    }
}
