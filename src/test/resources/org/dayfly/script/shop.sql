-- A schema with something of everything that pg_dump writes in a way of its own.
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'sells; or doesn''t';
CREATE EXTENSION citext;

CREATE TYPE shop.state AS ENUM ('new', 'it''s paid;', E'sent\\\n');
CREATE DOMAIN shop.email AS citext CHECK (VALUE ~ '^[^@;]+@[^@]+$');

CREATE TABLE shop.customer (
    id bigint GENERATED ALWAYS AS IDENTITY (START 10) PRIMARY KEY,
    "e-mail; address" shop.email UNIQUE,
    note text DEFAULT E'tab\there; \\ and "quotes"',
    shouted text GENERATED ALWAYS AS (upper(note)) STORED
);
CREATE TABLE shop.sale (
    id serial,
    customer bigint REFERENCES shop.customer,
    day date NOT NULL,
    state shop.state DEFAULT 'new',
    lines jsonb,
    PRIMARY KEY (id, day)
) PARTITION BY RANGE (day);
CREATE TABLE shop.sale_2025 PARTITION OF shop.sale FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE shop.sale_rest PARTITION OF shop.sale DEFAULT;
CREATE INDEX ON shop.sale USING gin (lines jsonb_path_ops);
CREATE TABLE shop.log (at timestamptz, what text);
CREATE TABLE shop.picture (id int PRIMARY KEY, content oid);
CREATE TABLE "odd; name\" (" a" int, "b" bytea, c text[]);

CREATE FUNCTION shop.total(customer bigint) RETURNS bigint LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 1;
    SELECT CASE WHEN count(*) > 0 THEN count(*) ELSE 0 END FROM shop.sale s WHERE s.customer = total.customer;
END;
CREATE FUNCTION shop.logged() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    INSERT INTO shop.log VALUES ('2025-05-05 05:05+00', $$sold; $$ || TG_OP || E'\n\\.\n');
    RETURN NULL;
END;
$fn$;
CREATE PROCEDURE shop.close() LANGUAGE plpgsql AS 'BEGIN UPDATE shop.sale SET state = ''it''''s paid;''; END';
CREATE TRIGGER logged AFTER INSERT ON shop.sale FOR EACH STATEMENT EXECUTE FUNCTION shop.logged();
CREATE VIEW shop.open AS SELECT * FROM shop.sale WHERE state = 'new' AND lines ? 'a;b';
CREATE MATERIALIZED VIEW shop.counted AS SELECT day, count(*) FROM shop.sale GROUP BY day;
CREATE RULE echoed AS ON DELETE TO shop.log DO ALSO (INSERT INTO shop.log (what) VALUES ('rule;'); SELECT 1; );

COPY shop.customer ("e-mail; address", note) FROM stdin;
a@example.org	it's; -- 1\ttab\nline\\.
ä€😀@example.org	\N
b@example.org	\\restrict
\.

INSERT INTO shop.sale (customer, day, lines) VALUES (10, '2025-02-02', '{"a;b": "''"}'), (11, '2024-01-01', NULL);
COPY "odd; name\" FROM STDIN (FORMAT csv, HEADER, NULL 'none');
a,b,c
1,\xdeadbeef,"{""x"",""y
z;""}"
none,none,none
\.
DO $$ BEGIN PERFORM lo_from_bytea(7777, 'large; object'::bytea); END $$;
INSERT INTO shop.picture VALUES (1, 7777);
REFRESH MATERIALIZED VIEW shop.counted
