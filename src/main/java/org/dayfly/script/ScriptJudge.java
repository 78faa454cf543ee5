package org.dayfly.script;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.script.parse.SetStatement;
import org.dayfly.script.parse.Token;
import org.dayfly.script.parse.TokenPattern;

/**
 * Judges the steps of one script in their order, each step before it runs. Used by one thread, for one reading.
 *
 * <p>The judge sees the statements of the script, but not the statements that functions and DO blocks run. Against
 * these, the limited rights of the script's role are the protection.
 */
final class ScriptJudge {
    private static final TokenPattern CREATE_DATABASE = TokenPattern.of("create database _");
    private static final TokenPattern STRINGS = TokenPattern.of("set [session|local] standard_conforming_strings");
    private static final TokenPattern RESTORED_STATISTICS = TokenPattern.of("select * from pg_catalog . _ (");
    private static final Pattern NAME_IN_CONNINFO =
            Pattern.compile("dbname\\s*=\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|(\\S+))");

    /** Statements that make nothing in a database: they change how the rest is read, or make missing roles. */
    private static final List<TokenPattern> PREAMBLE = List.of(
            TokenPattern.of("set|reset|begin|start|commit|end|rollback|do"),
            TokenPattern.of("alter database"),
            TokenPattern.of("select pg_catalog . set_config"),
            TokenPattern.of("select set_config"));

    /** Databases that pg_dumpall connects to, because every server has them. */
    private static final Set<String> OF_EVERY_SERVER = Set.of("postgres", "template1");

    private final ServerFacts server;
    private final Set<String> made = new HashSet<>();
    private boolean plainStrings;
    /** The database of the last {@code \connect}. Empty: the database that the script runs in. */
    private String current = "";

    private Optional<String> filled = Optional.empty();

    /**
     * Makes the judge for one reading of one script.
     *
     * @param plainStrings whether {@code standard_conforming_strings} is on at the beginning
     */
    ScriptJudge(ServerFacts server, boolean plainStrings) {
        this.server = server;
        this.plainStrings = plainStrings;
    }

    /** Whether {@code standard_conforming_strings} is on, judging by the statements of the script alone. */
    boolean plainStrings() {
        return plainStrings;
    }

    Verdict judge(ScriptStep step) throws SQLException {
        if (step.connects()) {
            return connect(step);
        }
        if (CREATE_DATABASE.matches(step.tokens())) {
            made.add(step.tokens().get(2).text());
        }
        if (STRINGS.matches(step.tokens())) {
            SetStatement.of(step.tokens())
                    .ifPresent(set -> plainStrings = set.isDefault()
                            || Set.of("on", "true", "yes", "1")
                                    .contains(set.values().get(0)));
        }
        Verdict verdict = verdict(step);
        boolean runs = verdict instanceof Verdict.Run || verdict instanceof Verdict.RunWithLentRole;
        return runs ? inOneDatabase(step, verdict) : verdict;
    }

    private Verdict verdict(ScriptStep step) throws SQLException {
        Optional<Verdict> found = RightsRules.verdict(step, server);
        if (found.isEmpty()) {
            found = ExtensionRules.verdict(step, server);
        }
        if (found.isEmpty()) {
            found = CommentRules.verdict(step, server);
        }
        if (found.isEmpty()) {
            found = SettingRules.ofDatabase(step, server);
        }
        if (found.isEmpty()) {
            found = StatementRules.verdict(step);
        }
        if (found.isEmpty()) {
            found = SettingRules.verdict(step, server);
        }
        if (found.isEmpty()) {
            found = RoutineRules.verdict(step, server);
        }
        if (RESTORED_STATISTICS.matches(step.tokens())
                && step.tokens().get(5).text().startsWith("pg_restore_")
                && !server.hasFunction(step.tokens().get(5).text())) {
            return new Verdict.PassOver("statistics for newer servers");
        }
        return found.filter(verdict -> server.lends() || !(verdict instanceof Verdict.RunWithLentRole))
                .orElseGet(() -> new Verdict.Run(step.sql()));
    }

    /** Refuses statements for a second database, because their objects would be made in the first database. */
    private Verdict inOneDatabase(ScriptStep step, Verdict verdict) {
        if (PREAMBLE.stream().anyMatch(pattern -> pattern.matches(step.tokens()))) {
            return verdict;
        }
        if (filled.isPresent() && !filled.get().equals(current)) {
            return new Verdict.Refuse("here begins the content of a second database"
                    + (current.isEmpty() ? "" : ", \"" + current + "\"")
                    + "; dump one database alone, with pg_dump");
        }
        filled = Optional.of(current);
        return verdict;
    }

    private Verdict connect(ScriptStep step) {
        Optional<String> target = target(step);
        if (target.isPresent()) {
            if (!made.contains(target.get()) && !OF_EVERY_SERVER.contains(target.get())) {
                return new Verdict.Refuse("\\connect leads to another database, \"" + target.get()
                        + "\", which this script does not make; take the line out, and the statements after it run in"
                        + " the database that dayfly makes");
            }
            current = target.get();
        }
        return new Verdict.PassOver("\\connect");
    }

    /** The database that {@code \connect} names. Empty if the command stays in the same database. */
    private static Optional<String> target(ScriptStep step) {
        Optional<String> first = step.tokens().stream()
                .skip(1)
                .map(Token::text)
                .filter(text -> !text.startsWith("-reuse-previous"))
                .findFirst()
                .filter(text -> !text.equals("-"));
        return first.map(text -> {
            Matcher conninfo = NAME_IN_CONNINFO.matcher(text);
            if (!conninfo.find()) {
                return text;
            }
            return conninfo.group(1) == null
                    ? conninfo.group(2)
                    : conninfo.group(1).replaceAll("\\\\(.)", "$1");
        });
    }
}
