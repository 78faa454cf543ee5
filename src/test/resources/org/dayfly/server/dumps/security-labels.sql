-- dump:
--
-- PostgreSQL database dump
--

-- Dumped from database version 16.4
-- Dumped by pg_dump version 16.4

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

CREATE SCHEMA mask;


SECURITY LABEL FOR anon ON SCHEMA mask IS 'TRUSTED';


SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.person (
    id integer NOT NULL,
    name text,
    phone text
);


SECURITY LABEL FOR anon ON COLUMN public.person.name IS 'MASKED WITH FUNCTION anon.dummy_last_name()';
SECURITY LABEL FOR anon ON COLUMN public.person.phone IS 'MASKED WITH FUNCTION anon.partial(phone,2,$$******$$,2)';


CREATE FUNCTION mask.hide(text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$SELECT repeat('*', length($1))$_$;


SECURITY LABEL FOR anon ON FUNCTION mask.hide(text) IS 'TRUSTED';
SECURITY LABEL FOR selinux ON FUNCTION mask.hide(text) IS 'system_u:object_r:sepgsql_proc_exec_t:s0';


COPY public.person (id, name, phone) FROM stdin;
1	Ann	0609110911
2	Ben	\N
\.


ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

