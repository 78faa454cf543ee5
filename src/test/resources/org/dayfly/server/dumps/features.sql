-- dump: roles=feature_reader
--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA f;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE COLLATION f.phonebook (provider = icu, locale = 'de-u-co-phonebk');
CREATE COLLATION f.folded (provider = icu, deterministic = false, locale = 'und-u-ks-level2');
CREATE TYPE f.mood AS ENUM ('sad', 'it''s ok', 'happy');
CREATE TYPE f.point3 AS (x double precision, y double precision, label text COLLATE f.phonebook);
CREATE TYPE f.span AS RANGE (subtype = numeric, multirange_type_name = f.spans);
CREATE DOMAIN f.grade AS smallint DEFAULT 3 NOT NULL
	CONSTRAINT in_range CHECK (((VALUE >= 1) AND (VALUE <= 6)));
CREATE DOMAIN f.name AS text COLLATE f.folded;

CREATE FUNCTION f.longest(text, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$ SELECT CASE WHEN length($1) >= length($2) THEN $1 ELSE $2 END $_$;
CREATE AGGREGATE f.longest(text) (
    SFUNC = f.longest,
    STYPE = text,
    INITCOND = '',
    PARALLEL = safe
);
CREATE FUNCTION f.as_text(f.mood) RETURNS text LANGUAGE sql IMMUTABLE AS $_$ SELECT upper($1::text) $_$;
CREATE CAST (f.mood AS text) WITH FUNCTION f.as_text(f.mood) AS ASSIGNMENT;
CREATE FUNCTION f.near(f.point3, f.point3) RETURNS boolean LANGUAGE plpgsql STRICT COST 7
    AS $_$ BEGIN RETURN abs($1.x - $2.x) < 1; END $_$;
CREATE OPERATOR f.~~= (FUNCTION = f.near, LEFTARG = f.point3, RIGHTARG = f.point3, COMMUTATOR = OPERATOR(f.~~=));
CREATE FUNCTION f.rows(n integer DEFAULT 2, VARIADIC more integer[] DEFAULT '{}') RETURNS TABLE(i integer)
    LANGUAGE sql ROWS 5 AS $$ SELECT generate_series(1, n) $$;
CREATE FUNCTION f.note() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO f.log VALUES (TG_OP || ' ' || TG_TABLE_NAME); RETURN NULL; END $$;

CREATE TEXT SEARCH DICTIONARY f.short (TEMPLATE = pg_catalog.simple, stopwords = 'english');
CREATE TEXT SEARCH CONFIGURATION f.words (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION f.words ADD MAPPING FOR asciiword WITH f.short, english_stem;
ALTER TEXT SEARCH CONFIGURATION f.words ADD MAPPING FOR word, numword WITH simple;

CREATE UNLOGGED TABLE f.log (line text);
CREATE TABLE f.pupil (
    id integer NOT NULL,
    name f.name NOT NULL,
    grade f.grade,
    mood f.mood DEFAULT 'happy'::f.mood,
    spot f.point3,
    shouted text GENERATED ALWAYS AS (upper((name)::text)) STORED,
    words tsvector,
    friend integer
)
WITH (fillfactor='80', autovacuum_enabled='false');
ALTER TABLE ONLY f.pupil ALTER COLUMN words SET STORAGE EXTERNAL;
ALTER TABLE ONLY f.pupil FORCE ROW LEVEL SECURITY;
CREATE TABLE f.booking (
    room integer NOT NULL,
    during f.span NOT NULL,
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE ((room > 0))
);
CREATE TABLE f.sale (day date NOT NULL, place text NOT NULL, amount numeric) PARTITION BY RANGE (day);
CREATE TABLE f.sale_2024 (day date NOT NULL, place text NOT NULL, amount numeric) PARTITION BY LIST (lower(place));
CREATE TABLE f.sale_2024_north (amount numeric, place text NOT NULL, day date NOT NULL);
CREATE TABLE f.sale_rest (day date NOT NULL, place text NOT NULL, amount numeric);
ALTER TABLE ONLY f.sale_2024 ATTACH PARTITION f.sale_2024_north FOR VALUES IN ('north', NULL);
ALTER TABLE ONLY f.sale ATTACH PARTITION f.sale_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
ALTER TABLE ONLY f.sale ATTACH PARTITION f.sale_rest DEFAULT;
CREATE VIEW f.young AS
 SELECT pupil.id, pupil.name FROM f.pupil WHERE ((pupil.grade)::smallint < 3)
  WITH CASCADED CHECK OPTION;
ALTER TABLE ONLY f.young ALTER COLUMN id SET DEFAULT 99;
CREATE MATERIALIZED VIEW f.per_place AS
 SELECT sale.place, sum(sale.amount) AS amount FROM f.sale GROUP BY sale.place
  WITH NO DATA;
CREATE TABLE f.attached (picture oid);

COPY f.pupil (id, name, grade, mood, spot, words, friend) FROM stdin;
1	Änne	1	it's ok	(1,2.5,"a, ""b""")	'cat':1A 'dog':2	2
2	Bo	6	\N	\N	\N	1
\.
COPY f.booking (room, during) FROM stdin;
1	[1,2.5)
1	[2.5,)
\.
COPY f.sale (day, place, amount) FROM stdin;
2024-05-01	North	10.50
1999-01-01	South	1
\.
COPY f.log (line) FROM stdin;
kept; though unlogged
\.
COPY f.attached (picture) FROM stdin;
47110
\.

SELECT pg_catalog.lo_create('47110');

ALTER LARGE OBJECT 47110 OWNER TO feature_reader;

BEGIN;

SELECT pg_catalog.lo_open('47110', 131072);
SELECT pg_catalog.lowrite(0, '\x6c617267653b206f626a65637400ff');
SELECT pg_catalog.lo_close(0);

COMMIT;

ALTER TABLE ONLY f.pupil ADD CONSTRAINT pupil_pkey PRIMARY KEY (id);
ALTER TABLE ONLY f.pupil ADD CONSTRAINT pupil_name UNIQUE (name) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY f.sale ADD CONSTRAINT sale_once UNIQUE (day, amount, place);
ALTER TABLE f.sale_rest ADD CONSTRAINT sale_paid CHECK ((amount > (0)::numeric));
CREATE INDEX pupil_words ON f.pupil USING gin (words);
CREATE INDEX pupil_sorted ON f.pupil USING btree (name COLLATE f.phonebook DESC NULLS LAST, lower((shouted)::text));
ALTER TABLE ONLY f.pupil CLUSTER ON pupil_pkey;
CREATE INDEX sale_place ON ONLY f.sale USING hash (place);
CREATE INDEX sale_rest_place ON f.sale_rest USING hash (place);
ALTER INDEX f.sale_place ATTACH PARTITION f.sale_rest_place;
CREATE RULE no_update AS
    ON UPDATE TO f.attached DO INSTEAD NOTHING;
CREATE TRIGGER noted AFTER INSERT OR UPDATE OF grade ON f.pupil FOR EACH ROW WHEN ((new.grade IS NOT NULL)) EXECUTE FUNCTION f.note();
ALTER TABLE f.pupil DISABLE TRIGGER noted;
CREATE CONSTRAINT TRIGGER later AFTER DELETE ON f.booking DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f.note();
CREATE TRIGGER sold AFTER INSERT ON f.sale REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION f.note();
ALTER TABLE ONLY f.pupil ADD CONSTRAINT pupil_friend FOREIGN KEY (friend) REFERENCES f.pupil(id) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE;
ALTER TABLE f.pupil ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON f.pupil AS RESTRICTIVE FOR UPDATE TO feature_reader USING ((name OPERATOR(pg_catalog.=) (CURRENT_USER)::text)) WITH CHECK ((id > 0));
CREATE POLICY everybody ON f.pupil USING (true);
COMMENT ON COLUMN f.pupil.name IS E'a line\nand \\ another';
COMMENT ON CONSTRAINT no_overlap ON f.booking IS 'one at a time';
COMMENT ON POLICY own ON f.pupil IS 'theirs';
COMMENT ON TYPE f.mood IS 'how it is';
COMMENT ON AGGREGATE f.longest(text) IS 'of all';
COMMENT ON LARGE OBJECT 47110 IS 'a picture';
COMMENT ON INDEX f.pupil_words IS 'found';
GRANT SELECT ON LARGE OBJECT 47110 TO PUBLIC;
GRANT USAGE ON SCHEMA f TO feature_reader;
GRANT SELECT(id,name),REFERENCES(id) ON TABLE f.pupil TO feature_reader;
REVOKE ALL ON TYPE f.mood FROM PUBLIC;
GRANT ALL ON TYPE f.mood TO feature_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA f GRANT SELECT ON TABLES TO feature_reader;
REFRESH MATERIALIZED VIEW f.per_place;
