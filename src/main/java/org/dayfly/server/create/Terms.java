package org.dayfly.server.create;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.QuotaSettings;
import org.dayfly.server.registry.LeaseKind;

/**
 * The terms on which a database is handed out; {@link Duration#ZERO} and 0 mean no limit.
 *
 * @param asked what the client asks of the database
 * @param quota how many databases there may be, this database included
 */
public record Terms(
        Optional<InetAddress> client, Duration ttl, Duration idle, RequestedTerms asked, QuotaSettings quota) {
    public static Terms of(Request request, Base base, DatabaseSettings settings) {
        RequestedTerms asked = request.terms();
        Duration ttl = asked.ttl().or(base::ttl).orElse(settings.life().ttl());
        Duration idle = asked.idle().or(base::idle).orElse(settings.life().idle());
        return new Terms(
                request.client(),
                asked.after().map(after -> after.extend(ttl)).orElse(ttl),
                asked.after().map(after -> after.extend(idle)).orElse(idle),
                asked,
                settings.quota().withDatabases(max(settings, base.kind())));
    }

    /** How many databases, or whole servers, there may be at the same time; 0: no limit. */
    public static int max(DatabaseSettings settings, LeaseKind kind) {
        return kind == LeaseKind.SERVER
                ? settings.servers().max()
                : settings.quota().databases();
    }

    /** The client's note for the registry, in UTF-8. */
    public Optional<byte[]> note() {
        return asked.note().map(note -> note.getBytes(UTF_8));
    }

    /** The word of the client for the registry: keep or drop. */
    public Optional<String> after() {
        return asked.after().map(AfterUse::word);
    }

    /**
     * The client's address for the registry's inet column. A link-local address is written without its zone, which
     * concerns no other machine.
     */
    public Optional<String> clientAddress() {
        return client.map(address -> address.getHostAddress().replaceFirst("%.*", ""));
    }
}
