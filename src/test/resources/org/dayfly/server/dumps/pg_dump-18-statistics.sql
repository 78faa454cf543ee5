-- dump: roles=orchard_owner
--
-- PostgreSQL database dump
--

\restrict 17shKy4dA1veZBvdg2dLdxOeC8Q9L0qpSwG27hczftbyHfcFiPlKv8LMrlTSesM

-- Dumped from database version 18.1 (Debian 18.1-1.pgdg13+2)
-- Dumped by pg_dump version 18.1 (Debian 18.1-1.pgdg13+2)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: tree; Type: TABLE; Schema: public; Owner: orchard_owner
--

CREATE TABLE public.tree (
    id integer CONSTRAINT tree_has_id NOT NULL,
    kind text CONSTRAINT "tree; kind" NOT NULL,
    planted date,
    tags text[] DEFAULT '{}'::text[] NOT NULL
);


ALTER TABLE public.tree OWNER TO orchard_owner;

--
-- Name: tree_id_seq; Type: SEQUENCE; Schema: public; Owner: orchard_owner
--

ALTER TABLE public.tree ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tree_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: fruit; Type: TABLE; Schema: public; Owner: orchard_owner
--

CREATE TABLE public.fruit (
    weight integer,
    CONSTRAINT fruit_weight_check CHECK ((weight > 0)) NO INHERIT
)
INHERITS (public.tree);


ALTER TABLE public.fruit OWNER TO orchard_owner;

--
-- Data for Name: fruit; Type: TABLE DATA; Schema: public; Owner: orchard_owner
--

COPY public.fruit (id, kind, planted, tags, weight) FROM stdin;
7	pear	2001-05-06	{"a,b","c\\"d",NULL}	120
\.


--
-- Data for Name: tree; Type: TABLE DATA; Schema: public; Owner: orchard_owner
--

COPY public.tree (id, kind, planted, tags) FROM stdin;
1	apple	\N	{}
2	quince	0044-03-15 BC	{old}
\.


--
-- Name: tree_id_seq; Type: SEQUENCE SET; Schema: public; Owner: orchard_owner
--

SELECT pg_catalog.setval('public.tree_id_seq', 7, true);


--
-- Statistics for Name: tree; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'tree',
	'relpages', '1'::integer,
	'reltuples', '2'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'tree',
	'attname', 'kind',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '7'::integer,
	'n_distinct', '-1'::real
);


--
-- Name: tree tree_pkey; Type: CONSTRAINT; Schema: public; Owner: orchard_owner
--

ALTER TABLE ONLY public.tree
    ADD CONSTRAINT tree_pkey PRIMARY KEY (id);


--
-- Name: tree_kind; Type: INDEX; Schema: public; Owner: orchard_owner
--

CREATE INDEX tree_kind ON public.tree USING btree (kind) INCLUDE (planted) WITH (fillfactor='70');


--
-- Name: tree tree_checked; Type: CHECK CONSTRAINT; Schema: public; Owner: orchard_owner
--

ALTER TABLE public.tree
    ADD CONSTRAINT tree_checked CHECK ((planted < '3000-01-01'::date)) NOT VALID;


--
-- PostgreSQL database dump complete
--

\unrestrict 17shKy4dA1veZBvdg2dLdxOeC8Q9L0qpSwG27hczftbyHfcFiPlKv8LMrlTSesM

