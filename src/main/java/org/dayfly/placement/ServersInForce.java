package org.dayfly.placement;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.dayfly.config.value.SettingsException;
import org.dayfly.server.Server;
import org.dayfly.server.registry.UnusableServerException;

/**
 * The servers of the settings in force, which may come and go while the proxy runs. Safe for use by any thread.
 *
 * <p>As long as there is one server, everything is on it: {@link OneServer}. From the second server on, the servers are
 * a {@link Group}, and {@link SeveralServers} decides. A server that cannot be reached is opened later.
 */
public final class ServersInForce implements AutoCloseable {
    private final PlacementRules rules;
    private final Candidates candidates;
    private final PlacementInForce placement;
    private final Openings openings;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private volatile Optional<Group> group = Optional.empty();
    private volatile boolean reaping;

    private ServersInForce(PlacementRules rules, Consumer<Server> preparation) {
        this.rules = rules;
        this.candidates = new Candidates(new Choice(rules.random(), Candidate::isReady));
        this.placement = new PlacementInForce(candidates);
        this.openings = new Openings(preparation, this::opened);
    }

    /**
     * Opens servers. Waits until each is open, or was found to be unreachable.
     *
     * @param entries at least one server
     * @param directory the name of the server with the directory of keys
     * @param preparation prepares a server for clients; waits for PostgreSQL
     * @throws RuntimeException if a server is unfit or cannot be started, or none can be reached; the message is one
     *     sentence for the operator
     */
    public static ServersInForce open(
            List<ServerEntry> entries, String directory, PlacementRules rules, Consumer<Server> preparation) {
        ServersInForce servers = new ServersInForce(rules, preparation);
        try {
            servers.become(entries, directory);
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /**
     * Follows other settings: opens servers that are new, and lets servers go that are no longer there. Waits until the
     * new servers are open, or were found to be unreachable.
     *
     * @throws SettingsException if the directory is on another server; then nothing has changed
     * @throws RuntimeException if a new server is unfit, or none can be reached; then nothing has changed
     */
    public synchronized void become(List<ServerEntry> entries, String directory) {
        List<Candidate> present = candidates.all();
        List<Candidate> next = entries.stream()
                .map(entry -> present.stream()
                        .filter(each -> each.entry().isSameServer(entry))
                        .findFirst()
                        .orElseGet(() -> new Candidate(entry, rules.nanoTime())))
                .toList();
        Optional<Group> wanted = group(next, entries, directory);
        List<Candidate> added =
                next.stream().filter(each -> !present.contains(each)).toList();
        Optional<Group> grown;
        try {
            Optional<UnusableServerException> unreachable = openings.begin(
                    added,
                    wanted.map(Group::directory),
                    wanted.<Admission>map(its -> its::admit).orElse(Openings.ALONE));
            if (unreachable.isPresent() && (present.isEmpty() || wanted.isEmpty())) {
                throw unreachable.get();
            }
            grown = wanted.or(() -> lastOfGroup(next.get(0)));
            if (grown.isPresent() && group.isEmpty()) {
                enlarge(grown.get(), present.stream().filter(next::contains).toList());
            }
        } catch (RuntimeException e) {
            openings.undo(added);
            group.ifPresent(its -> added.forEach(its::forget));
            throw e;
        }
        for (int index = 0; index < next.size(); index++) {
            next.get(index).follow(entries.get(index));
        }
        List<Candidate> gone = candidates.become(next);
        decide(grown);
        gone.forEach(this::letGo);
    }

    /** The servers with their directory; empty if there is one server, and there never were more. */
    private Optional<Group> group(List<Candidate> next, List<ServerEntry> entries, String directory) {
        if (next.size() == 1 && group.isEmpty()) {
            return Optional.empty();
        }
        Candidate wanted =
                next.get(entries.stream().map(ServerEntry::name).toList().indexOf(directory));
        if (group.isEmpty()) {
            return Optional.of(new Group(wanted));
        }
        Candidate its = group.get().directory();
        if (!its.equals(wanted)) {
            throw new SettingsException("the directory of keys is on " + its.name()
                    + " and cannot move while dayfly runs; keep this server as it is, and write directory = \""
                    + its.name() + "\"");
        }
        return group;
    }

    /** The group that other proxies still have on the server, if the server is the last of several. */
    private static Optional<Group> lastOfGroup(Candidate only) {
        Server server = only.server().orElseThrow();
        if (server.presentDirectory().isEmpty()) {
            return Optional.empty();
        }
        Group last = new Group(only);
        last.admit(only, server);
        return Optional.of(last);
    }

    /** Lets the server join the group that was the only one. Requests for keys wait meanwhile. */
    private void enlarge(Group grown, List<Candidate> staying) {
        Optional<Placement> before = placement.hold();
        try {
            for (Candidate each : staying) {
                grown.admit(each, each.server().orElseThrow());
            }
        } catch (RuntimeException e) {
            before.ifPresent(placement::decide);
            for (Candidate each : staying) {
                each.server().orElseThrow().join(Optional.empty(), () -> {});
            }
            throw e;
        }
    }

    private void decide(Optional<Group> grown) {
        if (grown.isPresent() && group.isPresent()) {
            return;
        }
        group = grown;
        placement.decide(grown.<Placement>map(
                        its -> new SeveralServers(candidates, new KeyDirectory(its.directory()), rules.lostAfter()))
                .orElseGet(() -> new OneServer(candidates.all().get(0), candidates)));
    }

    private void letGo(Candidate candidate) {
        openings.end(candidate);
        group.ifPresent(its -> its.forget(candidate));
        if (candidate.server().isEmpty()) {
            candidates.left(candidate);
            return;
        }
        Server server = candidate.server().get();
        CompletableFuture<Void> swept =
                group.map(its -> its.sweepLast(server)).orElseGet(() -> CompletableFuture.completedFuture(null));
        boolean stays = candidates.all().stream().anyMatch(each -> each.tag().equals(Optional.of(server.tag())));
        new ServerLeaving(candidate, server, candidates, swept, closing).begin(stays);
    }

    private void opened(Server server) {
        if (reaping) {
            server.reap();
        }
    }

    /** Decides which server gives a client its database. */
    public Placement placement() {
        return placement;
    }

    /** Starts the reapers. A second call lets the reapers follow settings that have changed. */
    public void reap() {
        reaping = true;
        servers().forEach(Server::reap);
    }

    /** The servers that are open, in the order of the settings. */
    public List<Server> servers() {
        return candidates.open();
    }

    /** The servers of the settings, reached or not, then the servers that are leaving. */
    public List<Listed> listed() {
        return candidates.listed();
    }

    /** The name of the server with the directory of keys; empty: everything is on one server. */
    public Optional<String> directory() {
        return group.map(its -> its.directory().name());
    }

    /** Closes the servers, all at the same time. */
    @Override
    public void close() {
        closing.complete(null);
        openings.close();
        List<CompletableFuture<Void>> closed = candidates.open().stream()
                .map(server -> CompletableFuture.runAsync(server::close, Openings::inThread))
                .toList();
        closed.forEach(CompletableFuture::join);
    }
}
