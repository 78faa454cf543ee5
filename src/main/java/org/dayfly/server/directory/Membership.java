package org.dayfly.server.directory;

import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.registry.UnusableServerException;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of a server among the servers of its proxies: which server has the directory of its keys, and whether the
 * server takes new databases. Safe for use by any thread.
 */
public final class Membership {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private static final Query<Joined> JOIN = new Query<>(
            "SELECT joined, listed FROM registry.join_directory(?, ?::text)",
            row -> new Joined(row.getBoolean("joined"), row.getBoolean("listed")));
    private static final Query<ServerTag> PRESENT = new Query<>(
            "SELECT tag FROM registry.present_directory() AS tag WHERE tag IS NOT NULL",
            row -> new ServerTag(row.getString("tag")));
    private static final Query<Boolean> LISTED =
            new Query<>("SELECT true FROM registry.all_keys_listed(?)", row -> true);

    private final Registry registry;
    private final String name;
    private volatile Optional<ServerTag> directory = Optional.empty();
    private volatile boolean draining;
    private volatile boolean removed;
    private volatile boolean emptied;

    /**
     * The membership of a server that is the only one, as far as this proxy knows.
     *
     * @param name the server's name, for the log
     */
    public Membership(Registry registry, String name) {
        this.registry = registry;
        this.name = name;
    }

    private record Joined(boolean joined, boolean listed) {}

    /** The server with the directory, as this proxy knows it; empty: the server is the only one. */
    public Optional<ServerTag> directory() {
        return directory;
    }

    /** The server with the directory, as the registry knows it. */
    public Optional<ServerTag> present() throws SQLException {
        return registry.pool().with(PRESENT::first);
    }

    /**
     * Tells the registry which server has the directory of keys. From then on, hand-outs with a key are refused to
     * proxies that use another directory; to this proxy, until {@link #joined}.
     *
     * @param proxy the number of this proxy in the registry
     * @param wanted empty: the server is the only one
     * @return whether the directory has had all keys of the server
     * @throws UnusableServerException if other proxies use the server with another directory
     */
    public boolean join(long proxy, Optional<ServerTag> wanted) throws SQLException {
        Joined joined = registry.pool()
                .with(connection -> JOIN.first(
                        connection, proxy, wanted.map(ServerTag::value).orElse(null)))
                .orElseThrow();
        if (!joined.joined()) {
            throw new UnusableServerException("other dayflies use " + name
                    + " with other servers or with another directory; give all of them the same servers and the same"
                    + " directory, or stop the others first");
        }
        return joined.listed();
    }

    /**
     * Notes that this proxy uses the directory from now on, and records that the directory has had all keys of the
     * server.
     */
    public void joined(Optional<ServerTag> wanted) throws SQLException {
        if (wanted.isPresent()) {
            registry.pool()
                    .with(connection -> LISTED.first(connection, wanted.get().value()));
        }
        directory = wanted;
    }

    /** Whether the server takes no new databases. */
    public boolean isDraining() {
        return draining || removed;
    }

    /** Notes whether the registry says that the server is drained. */
    public void drained(boolean now) {
        if (now != draining) {
            log.info(
                    now ? "{} takes no new databases from now on: it is being drained" : "{} takes new databases again",
                    name);
            emptied = false;
            draining = now;
        }
    }

    /** Notes that the server is no longer in the settings: this proxy makes no more databases there. */
    public void removed() {
        removed = true;
    }

    /** Notes how many databases clients have on a server that is being drained. */
    public void left(int databases) {
        if (databases == 0 && draining && !emptied) {
            emptied = true;
            log.info("{} is drained: it has no database of a client, and can be removed", name);
        }
    }
}
