-- dump: roles=far_reader
--
-- PostgreSQL database dump
--

-- Dumped from database version 14.5
-- Dumped by pg_dump version 14.5

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

CREATE EXTENSION IF NOT EXISTS file_fdw WITH SCHEMA public;


COMMENT ON EXTENSION file_fdw IS 'foreign-data wrapper for flat file access';


CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA public;


COMMENT ON EXTENSION postgres_fdw IS 'foreign-data wrapper for remote PostgreSQL servers';


CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (
    dbname 'shop',
    host 'db.example.com',
    port '5432'
);


ALTER SERVER far OWNER TO far_reader;

CREATE USER MAPPING FOR public SERVER far OPTIONS (
    "user" 'guest',
    password 'guest; "word"'
);


CREATE USER MAPPING FOR far_reader SERVER far OPTIONS (
    "user" 'reader',
    password 'secret'
);


CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;


SET default_tablespace = '';

CREATE FOREIGN TABLE public.customer (
    id integer OPTIONS (
    column_name 'customer_id'
    ) NOT NULL,
    name text COLLATE pg_catalog."C"
)
SERVER far
OPTIONS (
    schema_name 'sales',
    table_name 'customer'
);
ALTER FOREIGN TABLE public.customer ALTER COLUMN name OPTIONS (
    column_name 'full name'
);


ALTER FOREIGN TABLE public.customer OWNER TO far_reader;

CREATE FOREIGN TABLE public.log_line (
    at timestamp with time zone,
    message text
)
SERVER files
OPTIONS (
    filename '/var/log/shop.csv',
    format 'csv',
    header 'true'
);


SET default_table_access_method = heap;

CREATE TABLE public.customer_here (
    id integer NOT NULL,
    name text
);


ALTER TABLE public.customer_here OWNER TO far_reader;

CREATE VIEW public.anybody AS
 SELECT customer.id,
    customer.name
   FROM public.customer
UNION ALL
 SELECT customer_here.id,
    customer_here.name
   FROM public.customer_here;


COPY public.customer_here (id, name) FROM stdin;
1	one
\.


COMMENT ON SERVER far IS 'the shop';


GRANT ALL ON FOREIGN DATA WRAPPER postgres_fdw TO far_reader;


GRANT ALL ON FOREIGN SERVER files TO far_reader;


GRANT SELECT ON TABLE public.log_line TO far_reader;


--
-- PostgreSQL database dump complete
--

