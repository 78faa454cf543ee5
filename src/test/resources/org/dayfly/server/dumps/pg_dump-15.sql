-- dump: roles=bakery_owner,bakery_reader
--
-- PostgreSQL database dump
--

\restrict Qm3kTz8vLw1XrYh5NdPcBgJf7SaUeEi2OoVtKyHuRlMx4ZpDbWsGnCqA6jF9I0

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
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
-- Name: citext; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;


--
-- Name: EXTENSION citext; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';


--
-- Name: price_of(integer); Type: FUNCTION; Schema: public; Owner: bakery_owner
--

CREATE FUNCTION public.price_of(loaf_id integer) RETURNS numeric
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
BEGIN
    -- The table comes later in this file; bodies are not checked.
    RETURN (SELECT price FROM loaf WHERE id = loaf_id);
END;
$$;


ALTER FUNCTION public.price_of(loaf_id integer) OWNER TO bakery_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: loaf; Type: TABLE; Schema: public; Owner: bakery_owner
--

CREATE TABLE public.loaf (
    id integer NOT NULL,
    name public.citext NOT NULL,
    price numeric(6,2) DEFAULT 0.00 NOT NULL,
    baked_at timestamp with time zone,
    note text
);


ALTER TABLE public.loaf OWNER TO bakery_owner;

--
-- Name: TABLE loaf; Type: COMMENT; Schema: public; Owner: bakery_owner
--

COMMENT ON TABLE public.loaf IS 'What is sold; today''s and yesterday''s';


--
-- Name: loaf_id_seq; Type: SEQUENCE; Schema: public; Owner: bakery_owner
--

CREATE SEQUENCE public.loaf_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.loaf_id_seq OWNER TO bakery_owner;

--
-- Name: loaf_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: bakery_owner
--

ALTER SEQUENCE public.loaf_id_seq OWNED BY public.loaf.id;


--
-- Name: loaf id; Type: DEFAULT; Schema: public; Owner: bakery_owner
--

ALTER TABLE ONLY public.loaf ALTER COLUMN id SET DEFAULT nextval('public.loaf_id_seq'::regclass);


--
-- Data for Name: loaf; Type: TABLE DATA; Schema: public; Owner: bakery_owner
--

COPY public.loaf (id, name, price, baked_at, note) FROM stdin;
1	Rye	3.20	2024-02-29 04:30:00+00	\N
2	Spelt	4.10	\N	a tab\there, a line\nthere; and \\. in the middle
3	Brötchen	0.45	1999-12-31 23:59:59.999999+00	
\.


--
-- Name: loaf_id_seq; Type: SEQUENCE SET; Schema: public; Owner: bakery_owner
--

SELECT pg_catalog.setval('public.loaf_id_seq', 3, true);


--
-- Name: loaf loaf_pkey; Type: CONSTRAINT; Schema: public; Owner: bakery_owner
--

ALTER TABLE ONLY public.loaf
    ADD CONSTRAINT loaf_pkey PRIMARY KEY (id);


--
-- Name: loaf_name; Type: INDEX; Schema: public; Owner: bakery_owner
--

CREATE UNIQUE INDEX loaf_name ON public.loaf USING btree (name) WHERE (price > (0)::numeric);


--
-- Name: FUNCTION price_of(loaf_id integer); Type: ACL; Schema: public; Owner: bakery_owner
--

REVOKE ALL ON FUNCTION public.price_of(loaf_id integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.price_of(loaf_id integer) TO bakery_reader;


--
-- Name: TABLE loaf; Type: ACL; Schema: public; Owner: bakery_owner
--

GRANT SELECT ON TABLE public.loaf TO bakery_reader;


--
-- Name: COLUMN loaf.note; Type: ACL; Schema: public; Owner: bakery_owner
--

GRANT UPDATE(note) ON TABLE public.loaf TO bakery_reader WITH GRANT OPTION;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public; Owner: bakery_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE bakery_owner IN SCHEMA public GRANT SELECT ON TABLES  TO bakery_reader;


--
-- PostgreSQL database dump complete
--

\unrestrict Qm3kTz8vLw1XrYh5NdPcBgJf7SaUeEi2OoVtKyHuRlMx4ZpDbWsGnCqA6jF9I0
