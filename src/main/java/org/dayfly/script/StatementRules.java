package org.dayfly.script;

import java.util.List;
import java.util.Optional;
import org.dayfly.script.parse.ScriptStep;
import org.dayfly.script.parse.TokenPattern;

/**
 * Decides about statements that reach outside the database, or that only a superuser may run.
 *
 * <p>The first row that matches decides. A statement that matches no row runs.
 */
final class StatementRules {
    private static final String ITSELF = "the database itself";
    private static final String ROLES = "roles";
    private static final String TABLESPACES = "tablespaces";
    private static final String SUBSCRIPTIONS = "subscriptions";
    private static final String OWNERS = "owners";

    private record Row(TokenPattern pattern, Verdict verdict) {}

    private static final List<Row> ROWS = List.of(
            // Statements that pg_dump --create and pg_dumpall write around the content, and similar statements.
            passOver("create|drop|alter database", ITSELF),
            passOver("comment on database", ITSELF),
            passOver("security label ... on database", ITSELF),
            passOver("update pg_catalog . pg_database", ITSELF),
            passOver("update pg_database", ITSELF),
            passOver("comment on role|tablespace|subscription", "comments on objects outside the database"),
            passOver("security label ... on role|tablespace|subscription", "labels of objects outside the database"),
            passOver("create|alter|drop tablespace", TABLESPACES),
            passOver("set [session|local] default_tablespace", TABLESPACES),
            passOver("create subscription ... connection ' ... with ( connect = false", SUBSCRIPTIONS),
            passOver("alter|drop subscription", SUBSCRIPTIONS),
            passOver("checkpoint", "CHECKPOINT"),
            // Statements about roles and owners. The role of the copy will own all objects.
            run("create|alter|drop user mapping"),
            passOver("create|alter|drop role|user|group", ROLES),
            passOver("set [session|local] session authorization", OWNERS),
            passOver("reset session authorization", OWNERS),
            passOver("set [session|local] role", OWNERS),
            passOver("reset role", OWNERS),
            passOver("reassign owned", OWNERS),
            run("drop owned by current_user|current_role|session_user"),
            passOver("drop owned", OWNERS),
            // pg_dump --schema=public writes this statement, and every new database has schema public.
            new Row(TokenPattern.of("create schema public $"), new Verdict.Run("CREATE SCHEMA IF NOT EXISTS public")),
            // Statements that reach outside the database.
            refuse(
                    "alter system",
                    "ALTER SYSTEM changes the whole server; take it out, and make the change on the server itself"),
            refuse("create subscription", "CREATE SUBSCRIPTION connects to another server; take it out"),
            refuse("load", "LOAD brings code into the server; take it out"),
            refuse("copy ... from|to program", "COPY … PROGRAM runs a program of the server; take it out"),
            refuse(
                    "copy ... from '",
                    "COPY reads a file of the server; use COPY … FROM stdin, with the data in the script"),
            refuse("copy ... to '", "COPY writes a file of the server; take it out"),
            refuse(
                    "prepare transaction",
                    "a prepared transaction keeps the database from being copied; end it with COMMIT"),
            refuse("commit|rollback prepared", "prepared transactions are not the script's; take it out"),
            // Statements that only a superuser may run. RoutineRules has the rules for functions, SettingRules the
            // rules for SET.
            lend("create|alter|drop extension"),
            lend("create|alter|drop event trigger"),
            lend("create|drop access method"),
            lend("create|alter|drop operator class|family"),
            lend("create|alter|drop text search parser|template"),
            lend("comment on extension|language|cast|publication|schema"),
            lend("comment on event trigger"),
            lend("comment on access method"),
            lend("comment on text search parser|template"),
            lend("comment on foreign data wrapper"),
            lend("create type _ ("),
            lend("create type _ . _ ("),
            lend("alter type ... set ("),
            lend("create cast ... without function"),
            lend("create|alter|drop publication"),
            lend("alter table [only] _ disable|enable trigger all $"),
            lend("alter table [only] _ . _ disable|enable trigger all $"),
            run("create foreign data wrapper ... validator"),
            lend("create|drop foreign data wrapper"),
            run("create [or] [replace] [trusted] [procedural] language ... inline|validator"),
            lend("create [or] [replace] [trusted] [procedural] language"),
            lend("alter|drop [procedural] language"));

    private StatementRules() {}

    private static Row run(String pattern) {
        // The method verdict() puts the statement's text in.
        return new Row(TokenPattern.of(pattern), new Verdict.Run(""));
    }

    private static Row passOver(String pattern, String what) {
        return new Row(TokenPattern.of(pattern), new Verdict.PassOver(what));
    }

    private static Row refuse(String pattern, String why) {
        return new Row(TokenPattern.of(pattern), new Verdict.Refuse(why));
    }

    private static Row lend(String pattern) {
        return new Row(TokenPattern.of(pattern), new Verdict.RunWithLentRole());
    }

    /** The verdict of the first row that matches. Empty if no row matches. */
    static Optional<Verdict> verdict(ScriptStep step) {
        return ROWS.stream()
                .filter(row -> row.pattern().matches(step.tokens()))
                .findFirst()
                .map(row ->
                        row.verdict() instanceof Verdict.Run run && run.sql().isEmpty()
                                ? new Verdict.Run(step.sql())
                                : row.verdict());
    }
}
