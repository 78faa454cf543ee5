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
 * Decides about SET and RESET, for a session and for the database: statements that the server or pgjdbc would refuse as
 * they are written.
 */
final class SettingRules {
    /** Settings that pg_dump writes and that an old server may not have. */
    private static final Set<String> OF_NEWER_SERVERS = Set.of("transaction_timeout", "idle_session_timeout");

    /** Settings that only a superuser may set, and that give nobody rights outside the database. */
    private static final Set<String> OF_SUPERUSERS = Set.of(
            "session_replication_role", "lc_messages", "deadlock_timeout", "wal_compression", "lo_compat_privileges");

    private static final TokenPattern OF_DATABASE = TokenPattern.of("alter database _ set|reset _");

    /** This statement moves the files of the database and changes no setting. */
    private static final TokenPattern TABLESPACE = TokenPattern.of("alter database _ set tablespace");

    /**
     * Databases that every server has. A script that sets something for them means the server that the script comes
     * from.
     */
    private static final Set<String> OF_EVERY_SERVER = Set.of("postgres", "template0", "template1");

    /**
     * Settings that name roles or tablespaces, which are not in the database. {@code SET ROLE} and
     * {@code SET default_tablespace} are skipped for the same reason.
     */
    private static final Set<String> OF_OTHERS =
            Set.of("default_tablespace", "temp_tablespaces", "role", "session_authorization");

    private static final String NEWER = "settings of newer servers";

    private static final Set<String> DATE_STYLES = Set.of("iso", "sql", "postgres", "postgresql", "german");

    private static final Set<String> DATE_ORDERS =
            Set.of("dmy", "mdy", "ymd", "euro", "european", "us", "usa", "noneuro", "noneuropean");

    private SettingRules() {}

    /** The verdict on a statement that sets something. Empty if the statement may run unchanged. */
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
     * The verdict on ALTER DATABASE … SET or RESET for the script's own database, whichever name the script gives to
     * that database. The statement runs for the database that dayfly makes. Empty for other statements, and for
     * settings that only a superuser may set.
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
        // If the name has a dot, this is the part before the dot, and no setting has that name. Only a superuser may
        // store such settings.
        boolean isKnown = setting.equals("all") || server.letsAllSet(setting);
        if (OF_OTHERS.contains(setting) || !isKnown) {
            return Optional.empty();
        }
        return Optional.of(new Verdict.Run("ALTER DATABASE " + Quoted.identifier(server.database())
                + step.sql().substring(step.tokens().get(2).end())));
    }

    /**
     * Replaces the output style with ISO and keeps the input order of day, month and year. pgjdbc closes a session that
     * writes dates in another style. Empty if a value is wrong, so that the server reports the error.
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
