package org.dayfly.command.servers;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables from which programs read how to connect.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-envars.html">PostgreSQL, 32.15</a>
 */
public final class ExecEnvironment {
    /** Variables with which libpq would connect to another server in spite of the others. */
    public static final List<String> MISLEADING = List.of("PGHOSTADDR", "PGSERVICE");

    private ExecEnvironment() {}

    /** The variables for a URL of libpq's form, which has a role, a password, a port and a database. */
    public static Map<String, String> of(String url) {
        URI uri = URI.create(url);
        String[] role = uri.getUserInfo().split(":", 2);
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DATABASE_URL", url);
        variables.put("PGHOST", uri.getHost().replaceAll("^\\[|]$", ""));
        variables.put("PGPORT", String.valueOf(uri.getPort()));
        variables.put("PGUSER", role[0]);
        variables.put("PGPASSWORD", role[1]);
        variables.put("PGDATABASE", uri.getPath().substring(1));
        return variables;
    }
}
