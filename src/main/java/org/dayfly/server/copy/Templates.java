package org.dayfly.server.copy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.create.Base;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/** The templates of proxy.conf that are in force in this proxy. Safe for use by any thread. */
public final class Templates {
    private volatile Map<String, Base> byName = Map.of();
    private volatile Set<String> failed = Set.of();

    /** The latest failure of each template, also if a previous template is in force. */
    private final Map<String, TemplateFailure> failures = new ConcurrentHashMap<>();

    /**
     * Puts other templates in force.
     *
     * @param byName the templates that can be copied; under the empty name, the base of new databases that are no
     *     copies
     * @param failed the templates that could not be made
     */
    public synchronized void enforce(Map<String, Base> byName, Set<String> failed) {
        this.byName = Map.copyOf(byName);
        this.failed = Set.copyOf(failed);
    }

    /** Notes why a template could not be made, for the clients that ask for the template. Puts nothing in force. */
    void because(String name, TemplateFailure failure) {
        failures.put(name, failure);
    }

    /**
     * The name of the template in force that a sealed database belongs to; the empty name for the base of new databases
     * that are no copies.
     */
    Optional<String> nameOf(DatabaseName sealed) {
        return byName.entrySet().stream()
                .filter(entry -> entry.getValue().sealed().equals(Optional.of(sealed)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Puts another template in force in place of one template; empty: the other template could not be made. */
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

    /** The base of new databases that are no copies. */
    public Base fresh() {
        return find("", "databases.init and databases.extensions").orElse(Base.EMPTY);
    }

    /** The base of the copies of a template; empty if there is no such template. */
    public Optional<Base> named(Key name) {
        return find(name.value(), "template \"" + name + "\"");
    }

    private Optional<Base> find(String name, String what) {
        if (failed.contains(name)) {
            throw failures.getOrDefault(name, TemplateFailure.UNKNOWN)
                    .forClient(what + " of proxy.conf could not be made into a database");
        }
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether a source is a template, even one that could not be made. */
    public boolean has(Key name) {
        return byName.containsKey(name.value()) || failed.contains(name.value());
    }

    /**
     * Checks that a key is not the name of a template.
     *
     * @throws ClientError if the key is the name of a template
     */
    public void refuseAsKey(Key key) {
        if (has(key)) {
            throw ClientError.of(
                            SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                            "\"" + key + "\" is a template of proxy.conf, and not a key")
                    .ofKind(ErrorKind.CLIENT_MISTAKE)
                    .withHint("connect as \"copy." + key + "\", or as \"copy." + key + ".KEY\" to share the copy");
        }
    }

    /** The sealed databases that must not be dropped. */
    public Set<DatabaseName> inForce() {
        return byName.values().stream().flatMap(base -> base.sealed().stream()).collect(Collectors.toUnmodifiableSet());
    }
}
