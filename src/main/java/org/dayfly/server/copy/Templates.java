package org.dayfly.server.copy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.create.Base;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/** The templates of proxy.conf that are in force here; safe for use by any thread. */
public final class Templates {
    private volatile Map<String, Base> byName = Map.of();
    private volatile Set<String> failed = Set.of();

    /**
     * Puts others in force.
     *
     * @param byName those that can be copied; under the empty name what all databases begin with that are no copies
     * @param failed those that could not be made
     */
    public synchronized void enforce(Map<String, Base> byName, Set<String> failed) {
        this.byName = Map.copyOf(byName);
        this.failed = Set.copyOf(failed);
    }

    /**
     * The name of the template that a sealed database in force is of; the empty name for what all databases begin with.
     */
    Optional<String> nameOf(DatabaseName sealed) {
        return byName.entrySet().stream()
                .filter(entry -> entry.getValue().sealed().equals(Optional.of(sealed)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Puts another one in force in place of one; empty: it could not be made. */
    synchronized void replace(String name, Optional<Base> other) {
        Map<String, Base> others = new HashMap<>(byName);
        others.remove(name);
        other.ifPresent(base -> others.put(name, base));
        Set<String> without = new HashSet<>(failed);
        if (other.isEmpty()) {
            without.add(name);
        }
        enforce(others, without);
    }

    /** What databases begin with that are no copies. */
    public Base fresh() {
        return find("", "databases.init and databases.extensions").orElse(Base.EMPTY);
    }

    /** What the copies of a template begin with; empty if there is no such template. */
    public Optional<Base> named(Key name) {
        return find(name.value(), "template \"" + name + "\"");
    }

    private Optional<Base> find(String name, String what) {
        if (failed.contains(name)) {
            throw ClientError.of(SqlState.SYSTEM_ERROR, what + " of proxy.conf could not be made into a database")
                    .withHint("the log of dayfly says why; mend it there and send SIGHUP");
        }
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Checks that a key is not the name of a template.
     *
     * @throws ClientError if a key is the name of a template */
    public void refuseAsKey(Key key) {
        if (byName.containsKey(key.value()) || failed.contains(key.value())) {
            throw ClientError.of(
                            SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                            "\"" + key + "\" is a template of proxy.conf, and no key")
                    .withHint("connect as \"copy." + key + "\", or as \"copy." + key + ".KEY\" to share the copy");
        }
    }

    /** The sealed databases that must stay. */
    public Set<DatabaseName> inForce() {
        return byName.values().stream().flatMap(base -> base.sealed().stream()).collect(Collectors.toUnmodifiableSet());
    }
}
