package org.dayfly.command.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.embedded.EmbeddedCluster;
import org.dayfly.config.ClusterSettings;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.machine.MachineException;
import org.dayfly.server.Administration;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.NameOrKey;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.UnusableServerException;

/** The servers that the settings name. A command reaches each server only while it asks there. */
public record Servers(List<Reachable> all) {
    public Servers {
        all = List.copyOf(all);
    }

    static Servers of(ClusterSettings settings) {
        return new Servers(
                settings.servers().isEmpty()
                        ? List.of(new Reachable("embedded", () -> attached(settings.embedded())))
                        : settings.servers().stream()
                                .map(server -> new Reachable(
                                        server.name(),
                                        () -> server.place()
                                                .either(
                                                        ExternalCluster::at,
                                                        place -> running(settings.embedded()
                                                                .at(place)))))
                                .toList());
    }

    /** One of several servers: it counts as unreachable if it does not run. */
    private static Cluster running(EmbeddedSettings settings) {
        return EmbeddedCluster.attach(settings)
                .orElseThrow(() ->
                        new MachineException("the server " + settings.member().orElse("")
                                + " does not run; start dayfly with these settings, or reload them by SIGHUP"));
    }

    private static Cluster attached(EmbeddedSettings settings) {
        return EmbeddedCluster.attach(settings)
                .orElseThrow(() -> new CommandException("no dayfly is running with this embedded.directory;"
                        + " start it with dayfly serve, or give the --config and --set that it was started with"));
    }

    /** A server, and how to reach it. */
    public record Reachable(String name, Supplier<Cluster> cluster) {
        public <T> T ask(Function<Administration, T> question) {
            try (Cluster reached = cluster.get();
                    Registry registry = Registry.open(reached)) {
                return question.apply(new Administration(registry));
            }
        }
    }

    /**
     * The server with a name.
     *
     * @throws CommandException if there is no such server
     */
    public Reachable named(String name) {
        return all.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException("there is no server \"" + name + "\"; the servers are "
                        + all.stream().map(Reachable::name).collect(Collectors.joining(", "))));
    }

    /**
     * Asks each server.
     *
     * @param heard gets each server, and its answer; empty: the server cannot be used
     * @return for each server that cannot be used, the reason
     */
    public <T> List<String> askEach(Function<Administration, T> question, BiConsumer<Reachable, Optional<T>> heard) {
        List<String> reasons = new ArrayList<>();
        for (Reachable each : all) {
            try {
                heard.accept(each, Optional.of(each.ask(question)));
            } catch (UnusableServerException | MachineException unusable) {
                reasons.add(String.valueOf(unusable.getMessage()));
                heard.accept(each, Optional.empty());
            }
        }
        return reasons;
    }

    /**
     * A database, and the server that has the database.
     *
     * @param server the server's name; empty: there is only one server
     */
    public record Found(Optional<String> server, Administration administration, DatabaseName database) {}

    /**
     * Asks the server that has a database.
     *
     * @throws org.dayfly.protocol.ClientError if no server has the database
     * @throws UnusableServerException if a server that may have the database cannot be reached
     */
    public <T> T ask(NameOrKey database, Function<Found, T> question) {
        if (all.size() == 1) {
            return all.get(0).ask(server -> question.apply(new Found(Optional.empty(), server, server.find(database))));
        }
        List<RuntimeException> unreachable = new ArrayList<>();
        for (Reachable each : all) {
            try {
                Optional<T> answer = each.ask(server -> server.lookUp(database)
                        .map(name -> question.apply(new Found(Optional.of(each.name()), server, name))));
                if (answer.isPresent()) {
                    return answer.get();
                }
            } catch (UnusableServerException | MachineException failure) {
                unreachable.add(failure);
            }
        }
        throw unreachable.isEmpty() ? Administration.unknown(database) : unreachable.get(0);
    }
}
