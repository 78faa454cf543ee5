package org.dayfly.bench.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Unusual settings of a server and of dayfly's role there, which sessions of dayfly must not depend on. */
final class StrangeDefaults {
    /** {@code idle_session_timeout}, in milliseconds. */
    static final long IDLE_SESSION_TIMEOUT = 3_000;

    private static final String PLAIN = """
            fsync = off
            max_connections = 300
            shared_buffers = 64MB
            log_lock_waits = on
            max_prepared_transactions = 10
            """;

    private static final Map<String, String> STRANGE = strange();

    private StrangeDefaults() {}

    private static Map<String, String> strange() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("default_transaction_isolation", "serializable");
        settings.put("idle_session_timeout", IDLE_SESSION_TIMEOUT + "ms");
        settings.put("idle_in_transaction_session_timeout", "2s");
        settings.put("statement_timeout", "5s");
        settings.put("lock_timeout", "1s");
        settings.put("synchronous_commit", "off");
        settings.put("DateStyle", "SQL, DMY");
        settings.put("IntervalStyle", "sql_standard");
        settings.put("TimeZone", "Asia/Kathmandu");
        settings.put("search_path", "nowhere");
        settings.put("bytea_output", "escape");
        settings.put("extra_float_digits", "-3");
        return settings;
    }

    /** @param without names of settings to leave out */
    static String settings(List<String> without) {
        StringBuilder text = new StringBuilder(PLAIN);
        STRANGE.forEach((name, value) -> {
            if (!without.contains("all") && !without.contains(name)) {
                text.append(name).append(" = '").append(value).append("'\n");
            }
        });
        return text.toString();
    }

    /** Statements that make dayfly's role, as the README says, and set defaults for the role. */
    static List<String> role(List<String> without) {
        List<String> statements =
                new ArrayList<>(List.of("CREATE ROLE dayfly LOGIN CREATEDB CREATEROLE PASSWORD 'pw'"));
        if (!without.contains("all") && !without.contains("default_transaction_read_only")) {
            statements.add("ALTER ROLE dayfly SET default_transaction_read_only = on");
        }
        return statements;
    }
}
