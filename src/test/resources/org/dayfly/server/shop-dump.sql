--
-- PostgreSQL database dump
--

\restrict X1f308BNSzcgTjWBtvJ2NORO2pJFfB6lrg6ZcQUNRMgjpibnTOXqbtt0ku9Lfnw

-- Dumped from database version 14.24
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: public; Type: SCHEMA; Schema: -; Owner: -
--

-- *not* creating schema, since initdb creates it


--
-- Name: shop; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA shop;


--
-- Name: SCHEMA shop; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA shop IS 'sells; or doesn''t';


--
-- Name: citext; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;


--
-- Name: EXTENSION citext; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';


--
-- Name: email; Type: DOMAIN; Schema: shop; Owner: -
--

CREATE DOMAIN shop.email AS public.citext
	CONSTRAINT email_check CHECK ((VALUE OPERATOR(public.~) '^[^@;]+@[^@]+$'::public.citext));


--
-- Name: state; Type: TYPE; Schema: shop; Owner: -
--

CREATE TYPE shop.state AS ENUM (
    'new',
    'it''s paid;',
    'sent\
'
);


--
-- Name: close(); Type: PROCEDURE; Schema: shop; Owner: -
--

CREATE PROCEDURE shop.close()
    LANGUAGE plpgsql
    AS $$BEGIN UPDATE shop.sale SET state = 'it''s paid;'; END$$;


--
-- Name: logged(); Type: FUNCTION; Schema: shop; Owner: -
--

CREATE FUNCTION shop.logged() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
BEGIN
    INSERT INTO shop.log VALUES ('2025-05-05 05:05+00', $$sold; $$ || TG_OP || E'\n\\.\n');
    RETURN NULL;
END;
$_$;


SET default_tablespace = '';

--
-- Name: sale; Type: TABLE; Schema: shop; Owner: -
--

CREATE TABLE shop.sale (
    id integer NOT NULL,
    customer bigint,
    day date NOT NULL,
    state shop.state DEFAULT 'new'::shop.state,
    lines jsonb
)
PARTITION BY RANGE (day);


--
-- Name: total(bigint); Type: FUNCTION; Schema: shop; Owner: -
--

CREATE FUNCTION shop.total(customer bigint) RETURNS bigint
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT 1;
 SELECT
         CASE
             WHEN (count(*) > 0) THEN count(*)
             ELSE (0)::bigint
         END AS "case"
    FROM shop.sale s
   WHERE (s.customer = total.customer);
END;


SET default_table_access_method = heap;

--
-- Name: odd; name\; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public."odd; name\" (
    " a" integer,
    b bytea,
    c text[]
);


--
-- Name: counted; Type: MATERIALIZED VIEW; Schema: shop; Owner: -
--

CREATE MATERIALIZED VIEW shop.counted AS
 SELECT sale.day,
    count(*) AS count
   FROM shop.sale
  GROUP BY sale.day
  WITH NO DATA;


--
-- Name: customer; Type: TABLE; Schema: shop; Owner: -
--

CREATE TABLE shop.customer (
    id bigint NOT NULL,
    "e-mail; address" shop.email,
    note text DEFAULT 'tab	here; \ and "quotes"'::text,
    shouted text GENERATED ALWAYS AS (upper(note)) STORED
);


--
-- Name: customer_id_seq; Type: SEQUENCE; Schema: shop; Owner: -
--

ALTER TABLE shop.customer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.customer_id_seq
    START WITH 10
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: log; Type: TABLE; Schema: shop; Owner: -
--

CREATE TABLE shop.log (
    at timestamp with time zone,
    what text
);


--
-- Name: open; Type: VIEW; Schema: shop; Owner: -
--

CREATE VIEW shop.open AS
 SELECT sale.id,
    sale.customer,
    sale.day,
    sale.state,
    sale.lines
   FROM shop.sale
  WHERE ((sale.state = 'new'::shop.state) AND (sale.lines ? 'a;b'::text));


--
-- Name: picture; Type: TABLE; Schema: shop; Owner: -
--

CREATE TABLE shop.picture (
    id integer NOT NULL,
    content oid
);


--
-- Name: sale_id_seq; Type: SEQUENCE; Schema: shop; Owner: -
--

CREATE SEQUENCE shop.sale_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: sale_id_seq; Type: SEQUENCE OWNED BY; Schema: shop; Owner: -
--

ALTER SEQUENCE shop.sale_id_seq OWNED BY shop.sale.id;


--
-- Name: sale_2025; Type: TABLE; Schema: shop; Owner: -
--

CREATE TABLE shop.sale_2025 (
    id integer DEFAULT nextval('shop.sale_id_seq'::regclass) NOT NULL,
    customer bigint,
    day date NOT NULL,
    state shop.state DEFAULT 'new'::shop.state,
    lines jsonb
);


--
-- Name: sale_rest; Type: TABLE; Schema: shop; Owner: -
--

CREATE TABLE shop.sale_rest (
    id integer DEFAULT nextval('shop.sale_id_seq'::regclass) NOT NULL,
    customer bigint,
    day date NOT NULL,
    state shop.state DEFAULT 'new'::shop.state,
    lines jsonb
);


--
-- Name: sale_2025; Type: TABLE ATTACH; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.sale ATTACH PARTITION shop.sale_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');


--
-- Name: sale_rest; Type: TABLE ATTACH; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.sale ATTACH PARTITION shop.sale_rest DEFAULT;


--
-- Name: sale id; Type: DEFAULT; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.sale ALTER COLUMN id SET DEFAULT nextval('shop.sale_id_seq'::regclass);


--
-- Name: 7777; Type: BLOB; Schema: -; Owner: -
--

SELECT pg_catalog.lo_create('7777');


--
-- Data for Name: odd; name\; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public."odd; name\" (" a", b, c) FROM stdin;
1	\\xdeadbeef	{x,"y\nz;"}
\N	\N	\N
\.


--
-- Data for Name: customer; Type: TABLE DATA; Schema: shop; Owner: -
--

COPY shop.customer (id, "e-mail; address", note) FROM stdin;
10	a@example.org	it's; -- 1\ttab\nline\\.
11	ä€😀@example.org	\N
12	b@example.org	\\restrict
\.


--
-- Data for Name: log; Type: TABLE DATA; Schema: shop; Owner: -
--

COPY shop.log (at, what) FROM stdin;
2025-05-05 05:05:00+00	sold; INSERT\n\\.\n
\.


--
-- Data for Name: picture; Type: TABLE DATA; Schema: shop; Owner: -
--

COPY shop.picture (id, content) FROM stdin;
1	7777
\.


--
-- Data for Name: sale_2025; Type: TABLE DATA; Schema: shop; Owner: -
--

COPY shop.sale_2025 (id, customer, day, state, lines) FROM stdin;
1	10	2025-02-02	new	{"a;b": "'"}
\.


--
-- Data for Name: sale_rest; Type: TABLE DATA; Schema: shop; Owner: -
--

COPY shop.sale_rest (id, customer, day, state, lines) FROM stdin;
2	11	2024-01-01	new	\N
\.


--
-- Name: customer_id_seq; Type: SEQUENCE SET; Schema: shop; Owner: -
--

SELECT pg_catalog.setval('shop.customer_id_seq', 12, true);


--
-- Name: sale_id_seq; Type: SEQUENCE SET; Schema: shop; Owner: -
--

SELECT pg_catalog.setval('shop.sale_id_seq', 2, true);


--
-- Data for Name: BLOBS; Type: BLOBS; Schema: -; Owner: -
--

BEGIN;

SELECT pg_catalog.lo_open('7777', 131072);
SELECT pg_catalog.lowrite(0, '\x6c617267653b206f626a656374');
SELECT pg_catalog.lo_close(0);

COMMIT;

--
-- Name: customer customer_e-mail; address_key; Type: CONSTRAINT; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.customer
    ADD CONSTRAINT "customer_e-mail; address_key" UNIQUE ("e-mail; address");


--
-- Name: customer customer_pkey; Type: CONSTRAINT; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);


--
-- Name: picture picture_pkey; Type: CONSTRAINT; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.picture
    ADD CONSTRAINT picture_pkey PRIMARY KEY (id);


--
-- Name: sale sale_pkey; Type: CONSTRAINT; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.sale
    ADD CONSTRAINT sale_pkey PRIMARY KEY (id, day);


--
-- Name: sale_2025 sale_2025_pkey; Type: CONSTRAINT; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.sale_2025
    ADD CONSTRAINT sale_2025_pkey PRIMARY KEY (id, day);


--
-- Name: sale_rest sale_rest_pkey; Type: CONSTRAINT; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.sale_rest
    ADD CONSTRAINT sale_rest_pkey PRIMARY KEY (id, day);


--
-- Name: sale_lines_idx; Type: INDEX; Schema: shop; Owner: -
--

CREATE INDEX sale_lines_idx ON ONLY shop.sale USING gin (lines jsonb_path_ops);


--
-- Name: sale_2025_lines_idx; Type: INDEX; Schema: shop; Owner: -
--

CREATE INDEX sale_2025_lines_idx ON shop.sale_2025 USING gin (lines jsonb_path_ops);


--
-- Name: sale_rest_lines_idx; Type: INDEX; Schema: shop; Owner: -
--

CREATE INDEX sale_rest_lines_idx ON shop.sale_rest USING gin (lines jsonb_path_ops);


--
-- Name: sale_2025_lines_idx; Type: INDEX ATTACH; Schema: shop; Owner: -
--

ALTER INDEX shop.sale_lines_idx ATTACH PARTITION shop.sale_2025_lines_idx;


--
-- Name: sale_2025_pkey; Type: INDEX ATTACH; Schema: shop; Owner: -
--

ALTER INDEX shop.sale_pkey ATTACH PARTITION shop.sale_2025_pkey;


--
-- Name: sale_rest_lines_idx; Type: INDEX ATTACH; Schema: shop; Owner: -
--

ALTER INDEX shop.sale_lines_idx ATTACH PARTITION shop.sale_rest_lines_idx;


--
-- Name: sale_rest_pkey; Type: INDEX ATTACH; Schema: shop; Owner: -
--

ALTER INDEX shop.sale_pkey ATTACH PARTITION shop.sale_rest_pkey;


--
-- Name: log echoed; Type: RULE; Schema: shop; Owner: -
--

CREATE RULE echoed AS
    ON DELETE TO shop.log DO ( INSERT INTO shop.log (what)
  VALUES ('rule;'::text);
 SELECT 1 AS "?column?";
);


--
-- Name: sale logged; Type: TRIGGER; Schema: shop; Owner: -
--

CREATE TRIGGER logged AFTER INSERT ON shop.sale FOR EACH STATEMENT EXECUTE FUNCTION shop.logged();


--
-- Name: sale sale_customer_fkey; Type: FK CONSTRAINT; Schema: shop; Owner: -
--

ALTER TABLE shop.sale
    ADD CONSTRAINT sale_customer_fkey FOREIGN KEY (customer) REFERENCES shop.customer(id);


--
-- Name: counted; Type: MATERIALIZED VIEW DATA; Schema: shop; Owner: -
--

REFRESH MATERIALIZED VIEW shop.counted;


--
-- PostgreSQL database dump complete
--

\unrestrict X1f308BNSzcgTjWBtvJ2NORO2pJFfB6lrg6ZcQUNRMgjpibnTOXqbtt0ku9Lfnw

