package org.dayfly.script;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.script.parse.SetStatement;
import org.dayfly.script.parse.TokenPattern;
import org.dayfly.sql.Quoted;

/**
 * What becomes of SET and RESET, for a session and for the database: what the server or pgjdbc does not take as it is
 * written.
 */
final class SettingRules {
    /** What pg_dump writes, and a server may be too old for. */
    private static final Set<String> OF_NEWER_SERVERS = Set.of("transaction_timeout", "idle_session_timeout");

    /** Only a superuser may set them, and they widen nobody's rights beyond the database. */
    private static final Set<String> OF_SUPERUSERS = Set.of(
            "session_replication_role", "lc_messages", "deadlock_timeout", "wal_compression", "lo_compat_privileges");

    private static final TokenPattern OF_DATABASE = TokenPattern.of("alter database _ set|reset _");

    /** Its files, and no setting. */
    private static final TokenPattern TABLESPACE = TokenPattern.of("alter database _ set tablespace");

    /** Of the server that the script is from: they are not what the script is about. */
    private static final Set<String> OF_EVERY_SERVER = Set.of("postgres", "template0", "template1");

    /** What these name is not in the database, as {@code SET ROLE} and {@code SET default_tablespace} show. */
    private static final Set<String> OF_OTHERS =
            Set.of("default_tablespace", "temp_tablespaces", "role", "session_authorization");

    private static final String NEWER = "settings of newer servers";

    private static final Set<String> DATE_STYLES = Set.of("iso", "sql", "postgres", "postgresql", "german");

    private static final Set<String> DATE_ORDERS =
            Set.of("dmy", "mdy", "ymd", "euro", "european", "us", "usa", "noneuro", "noneuropean");

    private SettingRules() {}

    /** The verdict on a statement that sets something; empty if it may be run as it is. */
    static Optional<Verdict> verdict(ScriptStep step, ServerFacts server) throws SQLException {
        Optional<SetStatement> set = SetStatement.of(step.tokens());
        if (set.isEmpty()) {
            return Optional.empty();
        }
        String name = set.get().name();
        if (name.equals("datestyle") && !set.get().isDefault()) {
            return iso(step.sql(), set.get()).map(Verdict.Run::new);
        }
        if (OF_NEWER_SERVERS.contains(name) && !server.hasSetting(name)) {
            return Optional.of(new Verdict.PassOver(NEWER));
        }
        boolean lent = OF_SUPERUSERS.contains(name) || name.startsWith("log_") || name.startsWith("track_");
        return lent ? Optional.of(new Verdict.RunWithLentRole()) : Optional.empty();
    }

    /**
     * The verdict on a statement that sets something for all sessions of the script's own database, by whichever name:
     * it is set for the one that dayfly makes. Empty if it is about something else, or only a superuser may set it.
     */
    static Optional<Verdict> ofDatabase(ScriptStep step, ServerFacts server) throws SQLException {
        if (!OF_DATABASE.matches(step.tokens())
                || TABLESPACE.matches(step.tokens())
                || OF_EVERY_SERVER.contains(step.tokens().get(2).text())) {
            return Optional.empty();
        }
        String setting = step.tokens().get(4).text().toLowerCase(Locale.ROOT);
        if (OF_NEWER_SERVERS.contains(setting) && !server.hasSetting(setting)) {
            return Optional.of(new Verdict.PassOver(NEWER));
        }
        // Of a name with a dot this is the first part, which is no setting: only a superuser may keep those.
        boolean isKnown = setting.equals("all") || server.letsAllSet(setting);
        if (OF_OTHERS.contains(setting) || !isKnown) {
            return Optional.empty();
        }
        return Optional.of(new Verdict.Run("ALTER DATABASE " + Quoted.identifier(server.database())
                + step.sql().substring(step.tokens().get(2).end())));
    }

    /**
     * The same order of day, month and year for what is read; pgjdbc gives up a session that writes dates otherwise.
     * Empty where the server has to say what is wrong.
     */
    private static Optional<String> iso(String sql, SetStatement set) {
        String order = "";
        for (String value :
                String.join(",", set.values()).toLowerCase(Locale.ROOT).split("[\\s,]+", -1)) {
            if (DATE_ORDERS.contains(value)) {
                order = ", " + value;
            } else if (!value.isEmpty() && !DATE_STYLES.contains(value)) {
                return Optional.empty();
            } else if (value.equals("german") && order.isEmpty()) {
                order = ", dmy";
            }
        }
        return Optional.of(sql.substring(0, set.nameEnd()) + " TO 'ISO" + order + "'");
    }
}
