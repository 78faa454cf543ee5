package org.dayfly.server.create;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.QuotaSettings;
import org.dayfly.server.registry.LeaseKind;

/**
 * The terms on which a database is handed out; {@link Duration#ZERO} and 0 mean no limit.
 *
 * @param quota how many databases there may be, this database included
 */
public record Terms(Optional<InetAddress> client, Duration ttl, Duration idle, QuotaSettings quota) {
    public static Terms of(Request request, Base base, DatabaseSettings settings) {
        return new Terms(
                request.client(),
                request.ttl().or(base::ttl).orElse(settings.ttl()),
                request.idle().or(base::idle).orElse(settings.idle()),
                settings.quota().withDatabases(max(settings, base.kind())));
    }

    /** How many databases, or whole servers, there may be at the same time; 0: no limit. */
    public static int max(DatabaseSettings settings, LeaseKind kind) {
        return kind == LeaseKind.SERVER
                ? settings.servers().max()
                : settings.quota().databases();
    }

    /**
     * The client's address for the registry's inet column. A link-local address is written without its zone, which
     * concerns no other machine.
     */
    public Optional<String> clientAddress() {
        return client.map(address -> address.getHostAddress().replaceFirst("%.*", ""));
    }
}
