-- dump: roles=harbour_master
--
-- PostgreSQL database dump
--

\restrict w9LcXe2RzQ7mKtVaYbGhJnDpUoIs4SfTrEqWuCvBxNyMkLjHgFdSaPoIuYtReWqZ

-- Dumped from database version 17.6 (Debian 17.6-1.pgdg120+1)
-- Dumped by pg_dump version 17.6 (Debian 17.6-1.pgdg120+1)

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

--
-- Name: public; Type: SCHEMA; Schema: -; Owner: harbour_master
--

-- *not* creating schema, since initdb creates it


ALTER SCHEMA public OWNER TO harbour_master;

--
-- Name: SCHEMA public; Type: COMMENT; Schema: -; Owner: harbour_master
--

COMMENT ON SCHEMA public IS '';


--
-- Name: fit(text); Type: PROCEDURE; Schema: public; Owner: harbour_master
--

CREATE PROCEDURE public.fit(IN ship text)
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT fit.ship;
END;


ALTER PROCEDURE public.fit(IN ship text) OWNER TO harbour_master;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: ship; Type: TABLE; Schema: public; Owner: harbour_master
--

CREATE TABLE public.ship (
    id bigint NOT NULL,
    name text NOT NULL,
    length double precision,
    beam double precision,
    area double precision GENERATED ALWAYS AS ((length * beam)) STORED
);

ALTER TABLE ONLY public.ship REPLICA IDENTITY FULL;
ALTER TABLE ONLY public.ship ALTER COLUMN name SET STATISTICS 500;


ALTER TABLE public.ship OWNER TO harbour_master;

--
-- Name: ship_id_seq; Type: SEQUENCE; Schema: public; Owner: harbour_master
--

ALTER TABLE public.ship ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ship_id_seq
    START WITH 1
    INCREMENT BY 10
    NO MINVALUE
    MAXVALUE 99999
    CACHE 5
    CYCLE
);


--
-- Data for Name: ship; Type: TABLE DATA; Schema: public; Owner: harbour_master
--

COPY public.ship (id, name, length, beam) FROM stdin;
1	Rosa	12.5	3.25
11	Nautilus	1e+100	\N
21	Infinity	Infinity	1
\.


--
-- Name: ship_id_seq; Type: SEQUENCE SET; Schema: public; Owner: harbour_master
--

SELECT pg_catalog.setval('public.ship_id_seq', 41, true);


--
-- Name: ship ship_pkey; Type: CONSTRAINT; Schema: public; Owner: harbour_master
--

ALTER TABLE ONLY public.ship
    ADD CONSTRAINT ship_pkey PRIMARY KEY (id);

ALTER TABLE public.ship CLUSTER ON ship_pkey;


--
-- Name: ship_size; Type: STATISTICS; Schema: public; Owner: harbour_master
--

CREATE STATISTICS public.ship_size (ndistinct, dependencies) ON length, beam FROM public.ship;


ALTER STATISTICS public.ship_size OWNER TO harbour_master;

--
-- Name: ship_area; Type: STATISTICS; Schema: public; Owner: harbour_master
--

CREATE STATISTICS public.ship_area ON ((length * (2)::double precision)) FROM public.ship;


ALTER STATISTICS public.ship_area OWNER TO harbour_master;

--
-- Name: ships; Type: PUBLICATION; Schema: -; Owner: harbour_master
--

CREATE PUBLICATION ships WITH (publish = 'insert, update');


ALTER PUBLICATION ships OWNER TO harbour_master;

--
-- Name: ships ship; Type: PUBLICATION TABLE; Schema: public; Owner: harbour_master
--

ALTER PUBLICATION ships ADD TABLE ONLY public.ship;


--
-- Name: everything; Type: PUBLICATION; Schema: -; Owner: harbour_master
--

CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert, update, delete, truncate');


ALTER PUBLICATION everything OWNER TO harbour_master;

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: harbour_master
--

REVOKE USAGE ON SCHEMA public FROM PUBLIC;


--
-- PostgreSQL database dump complete
--

\unrestrict w9LcXe2RzQ7mKtVaYbGhJnDpUoIs4SfTrEqWuCvBxNyMkLjHgFdSaPoIuYtReWqZ

