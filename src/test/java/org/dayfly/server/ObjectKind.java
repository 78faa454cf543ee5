package org.dayfly.server;

/**
 * The kinds of objects in a database that have an owner, with the SQL that makes, alters and drops each.
 *
 * <p>{@code @} stands for a schema, {@code $} for the role that is to own it, {@code #} for a number.
 */
enum ObjectKind {
    TABLE(
            "CREATE TABLE @.plain (id serial PRIMARY KEY, v text); INSERT INTO @.plain (v) VALUES ('as it was')",
            "ALTER TABLE @.plain ADD COLUMN w int; CREATE INDEX ON @.plain (w); TRUNCATE @.plain",
            "DROP TABLE @.plain CASCADE"),
    SEQUENCE_OF_A_COLUMN("", "ALTER SEQUENCE @.plain_id_seq RESTART 7", "DROP SEQUENCE @.plain_id_seq CASCADE"),
    IDENTITY(
            "CREATE TABLE @.numbered (id int GENERATED ALWAYS AS IDENTITY)",
            "ALTER TABLE @.numbered ALTER id RESTART 7; ALTER SEQUENCE @.numbered_id_seq CYCLE",
            "DROP TABLE @.numbered"),
    PARTITIONED_TABLE(
            "CREATE TABLE @.parted (k int, e text) PARTITION BY RANGE (k, lower(e))",
            "CREATE TABLE @.more PARTITION OF @.parted DEFAULT; ALTER TABLE @.parted ADD COLUMN w int",
            "DROP TABLE @.parted"),
    PARTITION(
            "CREATE TABLE @.part PARTITION OF @.parted FOR VALUES FROM (0, '') TO (9, '')",
            "ALTER TABLE @.parted DETACH PARTITION @.part; ALTER TABLE @.part RENAME k TO l",
            "DROP TABLE @.part"),
    FOREIGN_SERVER(
            "CREATE SERVER \"far @\" FOREIGN DATA WRAPPER wrapper",
            "ALTER SERVER \"far @\" OPTIONS (a 'b'); CREATE USER MAPPING FOR CURRENT_USER SERVER \"far @\"",
            "DROP SERVER \"far @\" CASCADE"),
    FOREIGN_TABLE(
            "CREATE FOREIGN TABLE @.foreign (a int) SERVER \"far @\"",
            "ALTER FOREIGN TABLE @.foreign ADD COLUMN b int",
            "DROP FOREIGN TABLE @.foreign"),
    VIEW("CREATE VIEW @.seen AS SELECT * FROM @.plain", "ALTER VIEW @.seen RENAME v TO w", "DROP VIEW @.seen"),
    MATERIALIZED_VIEW(
            "CREATE MATERIALIZED VIEW @.kept AS SELECT id FROM @.plain; CREATE UNIQUE INDEX ON @.kept (id)",
            "REFRESH MATERIALIZED VIEW @.kept; REFRESH MATERIALIZED VIEW CONCURRENTLY @.kept",
            "DROP MATERIALIZED VIEW @.kept"),
    SEQUENCE("CREATE SEQUENCE @.counter", "SELECT setval('@.counter', 7)", "DROP SEQUENCE @.counter"),
    FUNCTION(
            "CREATE FUNCTION @.f(\"A b\" int, int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT $1'",
            "CREATE OR REPLACE FUNCTION @.f(\"A b\" int, int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT $2'; SELECT @.f(1)",
            "DROP FUNCTION @.f"),
    PROCEDURE(
            "CREATE PROCEDURE @.p(a int, OUT b int) LANGUAGE sql AS 'SELECT a'",
            "CALL @.p(1, NULL); ALTER PROCEDURE @.p RENAME TO q; ALTER PROCEDURE @.q RENAME TO p",
            "DROP PROCEDURE @.p"),
    AGGREGATE(
            "CREATE AGGREGATE @.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = 0); CREATE AGGREGATE @.many(*) (SFUNC = int8inc, STYPE = int8, INITCOND = 0)",
            "ALTER AGGREGATE @.many(*) RENAME TO n; SELECT @.total(1)",
            "DROP AGGREGATE @.total(int)"),
    ORDERED_SET_AGGREGATE(
            """
            CREATE FUNCTION @.final(float8[], float8) RETURNS float8 LANGUAGE sql AS 'SELECT $2';
            CREATE AGGREGATE @.ordered(float8 ORDER BY float8) (SFUNC = array_append, STYPE = float8[], INITCOND = '{}', FINALFUNC = @.final)""",
            "ALTER AGGREGATE @.ordered(float8 ORDER BY float8) RENAME TO o; ALTER AGGREGATE @.o(float8 ORDER BY float8) RENAME TO ordered",
            "DROP AGGREGATE @.ordered(float8 ORDER BY float8)"),
    ENUM("CREATE TYPE @.mood AS ENUM ('fine')", "ALTER TYPE @.mood ADD VALUE 'better'", "DROP TYPE @.mood CASCADE"),
    COMPOSITE_TYPE("CREATE TYPE @.pair AS (a int)", "ALTER TYPE @.pair ADD ATTRIBUTE b int", "DROP TYPE @.pair"),
    RANGE_TYPE(
            "CREATE TYPE @.span AS RANGE (SUBTYPE = int8, MULTIRANGE_TYPE_NAME = @.spans)",
            "ALTER TYPE @.span RENAME TO s; ALTER TYPE @.s RENAME TO span",
            "DROP TYPE @.span"),
    MULTIRANGE_TYPE("", "ALTER TYPE @.spans RENAME TO s; ALTER TYPE @.s RENAME TO spans", "DROP TYPE @.span"),
    DOMAIN(
            "CREATE DOMAIN @.positive AS int",
            "ALTER DOMAIN @.positive ADD CHECK (VALUE > 0)",
            "DROP DOMAIN @.positive"),
    BASE_TYPE("""
            CREATE TYPE @.base;
            CREATE FUNCTION @.base_in(cstring) RETURNS @.base LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
            CREATE FUNCTION @.base_out(@.base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
            CREATE TYPE @.base (INPUT = @.base_in, OUTPUT = @.base_out, LIKE = int4);
            ALTER TYPE @.base OWNER TO $; ALTER FUNCTION @.base_in OWNER TO $; ALTER FUNCTION @.base_out OWNER TO $""", "ALTER TYPE @.base RENAME TO b; ALTER TYPE @.b RENAME TO base", "DROP TYPE @.base CASCADE"),
    COLLATION(
            "CREATE COLLATION @.plainly (LOCALE = 'C')",
            "ALTER COLLATION @.plainly RENAME TO c; ALTER COLLATION @.c RENAME TO plainly",
            "DROP COLLATION @.plainly"),
    CONVERSION(
            "CREATE CONVERSION @.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
            "ALTER CONVERSION @.latin RENAME TO l; ALTER CONVERSION @.l RENAME TO latin",
            "DROP CONVERSION @.latin"),
    OPERATOR(
            "CREATE OPERATOR @.?=| (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq); CREATE OPERATOR @.!? (RIGHTARG = int, FUNCTION = int4um)",
            "ALTER OPERATOR @.?=| (int, int) SET (RESTRICT = eqsel); ALTER OPERATOR @.!? (NONE, int) SET (RESTRICT = NONE)",
            "DROP OPERATOR @.?=| (int, int), @.!? (NONE, int)"),
    OPERATOR_FAMILY(
            "CREATE OPERATOR FAMILY @.family USING btree; ALTER OPERATOR FAMILY @.family USING btree OWNER TO $",
            "ALTER OPERATOR FAMILY @.family USING btree RENAME TO f; ALTER OPERATOR FAMILY @.f USING btree RENAME TO family",
            "DROP OPERATOR FAMILY @.family USING btree CASCADE"),
    OPERATOR_CLASS(
            """
            CREATE OPERATOR CLASS @.class FOR TYPE int USING btree FAMILY @.family AS OPERATOR 1 <, FUNCTION 1 btint4cmp(int, int);
            ALTER OPERATOR CLASS @.class USING btree OWNER TO $""",
            "ALTER OPERATOR CLASS @.class USING btree RENAME TO c; ALTER OPERATOR CLASS @.c USING btree RENAME TO class",
            "DROP OPERATOR CLASS @.class USING btree"),
    TEXT_SEARCH_DICTIONARY(
            "CREATE TEXT SEARCH DICTIONARY @.words (TEMPLATE = simple)",
            "ALTER TEXT SEARCH DICTIONARY @.words (ACCEPT = false)",
            "DROP TEXT SEARCH DICTIONARY @.words"),
    TEXT_SEARCH_CONFIGURATION(
            "CREATE TEXT SEARCH CONFIGURATION @.search (COPY = simple)",
            "ALTER TEXT SEARCH CONFIGURATION @.search DROP MAPPING FOR word",
            "DROP TEXT SEARCH CONFIGURATION @.search"),
    STATISTICS(
            "CREATE STATISTICS @.stats ON k, e FROM @.parted",
            "ALTER STATISTICS @.stats SET STATISTICS 7",
            "DROP STATISTICS @.stats"),
    LARGE_OBJECT("SELECT lo_create(#)", "SELECT lo_put(#, 0, 'x')", "SELECT lo_unlink(#)"),
    PUBLICATION(
            "CREATE PUBLICATION \"news @\" FOR TABLE @.plain",
            "ALTER PUBLICATION \"news @\" ADD TABLE @.numbered",
            "DROP PUBLICATION \"news @\""),
    RULE(
            "CREATE RULE none AS ON DELETE TO @.plain DO INSTEAD NOTHING",
            "ALTER RULE none ON @.plain RENAME TO nothing; ALTER RULE nothing ON @.plain RENAME TO none",
            "DROP RULE none ON @.plain"),
    TRIGGER(
            "CREATE TRIGGER quiet BEFORE UPDATE ON @.plain FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "ALTER TABLE @.plain DISABLE TRIGGER quiet",
            "DROP TRIGGER quiet ON @.plain"),
    CAST(
            "CREATE CAST (@.mood AS int) WITH INOUT",
            "COMMENT ON CAST (@.mood AS int) IS 'no'",
            "DROP CAST (@.mood AS int)"),
    SCHEMA(
            "",
            "CREATE TABLE @.new (); ALTER SCHEMA @ RENAME TO other; ALTER SCHEMA other RENAME TO @",
            "DROP SCHEMA @ CASCADE");

    private final String create;
    private final String alter;
    private final String drop;

    ObjectKind(String create, String alter, String drop) {
        this.create = create;
        this.alter = alter;
        this.drop = drop;
    }

    /** Whether a superuser has to make the object and then give it to its owner. */
    boolean isGiven() {
        return create.contains("$;") || create.endsWith("$");
    }

    String create(String schema, String owner) {
        return filled(create, schema).replace("TO $", "TO " + owner);
    }

    String alter(String schema) {
        return filled(alter, schema);
    }

    String drop(String schema) {
        return filled(drop, schema);
    }

    private static String filled(String sql, String schema) {
        return sql.replace("@", schema).replace("#", String.valueOf(4700 + schema.length()));
    }
}
