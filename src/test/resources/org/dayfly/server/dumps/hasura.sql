-- dump: roles=hasura_user
--
-- PostgreSQL database dump
--

-- Dumped from database version 15.7 (Debian 15.7-1.pgdg110+1)
-- Dumped by pg_dump version 15.7 (Debian 15.7-1.pgdg110+1)

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

CREATE SCHEMA hdb_catalog;


ALTER SCHEMA hdb_catalog OWNER TO hasura_user;

CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;


COMMENT ON EXTENSION pgcrypto IS 'cryptographic functions';


CREATE FUNCTION hdb_catalog.gen_hasura_uuid() RETURNS uuid
    LANGUAGE sql
    AS $$select gen_random_uuid()$$;


ALTER FUNCTION hdb_catalog.gen_hasura_uuid() OWNER TO hasura_user;

CREATE FUNCTION hdb_catalog.insert_event_log(schema_name text, table_name text, trigger_name text, op text, row_data json) RETURNS text
    LANGUAGE plpgsql
    AS $$
  DECLARE
    id text;
  BEGIN
    id := gen_random_uuid();
    INSERT INTO hdb_catalog.event_log (id, schema_name, table_name, trigger_name, payload)
    VALUES (id, schema_name, table_name, trigger_name, json_build_object('op', op, 'data', row_data,
      'session_variables', NULLIF(current_setting('hasura.user', 't'), '')));
    RETURN id;
  END;
$$;


ALTER FUNCTION hdb_catalog.insert_event_log(schema_name text, table_name text, trigger_name text, op text, row_data json) OWNER TO hasura_user;

CREATE FUNCTION hdb_catalog."notify_hasura_order_made_INSERT"() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
  DECLARE
    _data json;
  BEGIN
    _data := json_build_object('old', NULL, 'new', row_to_json((SELECT "e" FROM (SELECT NEW."id", NEW."note") AS "e")));
    PERFORM hdb_catalog.insert_event_log(CAST(TG_TABLE_SCHEMA AS text), CAST(TG_TABLE_NAME AS text), CAST('order_made' AS text), TG_OP, _data);
    RETURN NULL;
  END;
$$;


ALTER FUNCTION hdb_catalog."notify_hasura_order_made_INSERT"() OWNER TO hasura_user;

CREATE FUNCTION public.set_current_timestamp_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
  _new record;
BEGIN
  _new := NEW;
  _new."updated_at" = NOW();
  RETURN _new;
END;
$$;


ALTER FUNCTION public.set_current_timestamp_updated_at() OWNER TO hasura_user;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE hdb_catalog.event_log (
    id text DEFAULT hdb_catalog.gen_hasura_uuid() NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    trigger_name text NOT NULL,
    payload jsonb NOT NULL,
    delivered boolean DEFAULT false NOT NULL,
    created_at timestamp without time zone DEFAULT now(),
    locked timestamp with time zone
);


ALTER TABLE hdb_catalog.event_log OWNER TO hasura_user;

CREATE TABLE hdb_catalog.hdb_metadata (
    id integer NOT NULL,
    metadata json NOT NULL,
    resource_version integer DEFAULT 1 NOT NULL
);


ALTER TABLE hdb_catalog.hdb_metadata OWNER TO hasura_user;

CREATE TABLE public.orders (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    note text,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.orders OWNER TO hasura_user;

COPY hdb_catalog.event_log (id, schema_name, table_name, trigger_name, payload, delivered, created_at, locked) FROM stdin;
8a1ee8c1	public	orders	order_made	{"op": "INSERT", "data": {"new": {"note": "a \\"b\\""}, "old": null}}	t	2024-03-01 10:00:00.5	\N
\.


COPY hdb_catalog.hdb_metadata (id, metadata, resource_version) FROM stdin;
1	{"sources":[{"kind":"postgres","name":"default","tables":[{"table":{"schema":"public","name":"orders"}}]}],"version":3}	4
\.


COPY public.orders (id, note, updated_at) FROM stdin;
11111111-1111-1111-1111-111111111111	a "b"	2024-03-01 10:00:00+00
\.


ALTER TABLE ONLY hdb_catalog.event_log
    ADD CONSTRAINT event_log_pkey PRIMARY KEY (id);


ALTER TABLE ONLY hdb_catalog.hdb_metadata
    ADD CONSTRAINT hdb_metadata_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);


CREATE INDEX event_log_fetch_events ON hdb_catalog.event_log USING btree (locked NULLS FIRST, created_at) WHERE (delivered = false);


CREATE TRIGGER "notify_hasura_order_made_INSERT" AFTER INSERT ON public.orders FOR EACH ROW EXECUTE FUNCTION hdb_catalog."notify_hasura_order_made_INSERT"();


CREATE TRIGGER set_public_orders_updated_at BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.set_current_timestamp_updated_at();


COMMENT ON TRIGGER set_public_orders_updated_at ON public.orders IS 'trigger to set value of column "updated_at" to current timestamp on row update';


--
-- PostgreSQL database dump complete
--

