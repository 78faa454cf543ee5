-- dump:
--
-- PostgreSQL database dump
--

\restrict hV0tYpX2nZqLrC8sKdJwBfGu5AaEe7IiOoMmTtRrSsWwPpDdHhNnLlKkJjFfGgCc

-- Dumped from database version 16.10 (Ubuntu 16.10-0ubuntu0.24.04.1)
-- Dumped by pg_dump version 16.10 (Ubuntu 16.10-0ubuntu0.24.04.1)

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

ALTER TABLE IF EXISTS ONLY clinic.visit DROP CONSTRAINT IF EXISTS visit_patient_id_fkey;
DROP TRIGGER IF EXISTS visit_touched ON clinic.visit;
DROP INDEX IF EXISTS clinic.visit_day;
ALTER TABLE IF EXISTS ONLY clinic.patient DROP CONSTRAINT IF EXISTS patient_pkey;
ALTER TABLE IF EXISTS clinic.patient ALTER COLUMN id DROP DEFAULT;
DROP VIEW IF EXISTS clinic.busy_day;
DROP TABLE IF EXISTS clinic.visit;
DROP SEQUENCE IF EXISTS clinic.patient_id_seq;
DROP TABLE IF EXISTS clinic.patient;
DROP FUNCTION IF EXISTS clinic.touch();
DROP SCHEMA IF EXISTS clinic;
--
-- Name: clinic; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA clinic;


--
-- Name: touch(); Type: FUNCTION; Schema: clinic; Owner: -
--

CREATE FUNCTION clinic.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$ begin new.note = replace(new.note, '$$', ''';'''); return new; end; $_$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: patient; Type: TABLE; Schema: clinic; Owner: -
--

CREATE TABLE clinic.patient (
    id integer NOT NULL,
    name character varying(80) COLLATE pg_catalog."C" NOT NULL,
    photo bytea,
    data jsonb DEFAULT '{}'::jsonb NOT NULL
);


--
-- Name: patient_id_seq; Type: SEQUENCE; Schema: clinic; Owner: -
--

CREATE SEQUENCE clinic.patient_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: patient_id_seq; Type: SEQUENCE OWNED BY; Schema: clinic; Owner: -
--

ALTER SEQUENCE clinic.patient_id_seq OWNED BY clinic.patient.id;


--
-- Name: visit; Type: TABLE; Schema: clinic; Owner: -
--

CREATE TABLE clinic.visit (
    patient_id integer NOT NULL,
    day date NOT NULL,
    note text,
    CONSTRAINT visit_day_check CHECK ((day > '1900-01-01'::date))
);


--
-- Name: busy_day; Type: VIEW; Schema: clinic; Owner: -
--

CREATE VIEW clinic.busy_day WITH (security_barrier='true') AS
 SELECT visit.day,
    count(*) AS visits
   FROM clinic.visit
  GROUP BY visit.day
 HAVING (count(*) > 1);


--
-- Name: patient id; Type: DEFAULT; Schema: clinic; Owner: -
--

ALTER TABLE ONLY clinic.patient ALTER COLUMN id SET DEFAULT nextval('clinic.patient_id_seq'::regclass);


--
-- Data for Name: patient; Type: TABLE DATA; Schema: clinic; Owner: -
--

INSERT INTO clinic.patient VALUES (1, 'O''Hara; "Kim"', '\x00ff5c', '{"a": ["\\", ";", "''"]}');
INSERT INTO clinic.patient VALUES (2, 'line
-- break', NULL, '{}');


--
-- Data for Name: visit; Type: TABLE DATA; Schema: clinic; Owner: -
--

INSERT INTO clinic.visit VALUES (1, '2023-10-29', 'costs $1 or $$, not $tag$');
INSERT INTO clinic.visit VALUES (2, '2023-10-29', '\.');


--
-- Name: patient_id_seq; Type: SEQUENCE SET; Schema: clinic; Owner: -
--

SELECT pg_catalog.setval('clinic.patient_id_seq', 2, true);


--
-- Name: patient patient_pkey; Type: CONSTRAINT; Schema: clinic; Owner: -
--

ALTER TABLE ONLY clinic.patient
    ADD CONSTRAINT patient_pkey PRIMARY KEY (id);


--
-- Name: visit_day; Type: INDEX; Schema: clinic; Owner: -
--

CREATE INDEX visit_day ON clinic.visit USING brin (day);


--
-- Name: visit visit_touched; Type: TRIGGER; Schema: clinic; Owner: -
--

CREATE TRIGGER visit_touched BEFORE UPDATE ON clinic.visit FOR EACH ROW EXECUTE FUNCTION clinic.touch();


--
-- Name: visit visit_patient_id_fkey; Type: FK CONSTRAINT; Schema: clinic; Owner: -
--

ALTER TABLE ONLY clinic.visit
    ADD CONSTRAINT visit_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES clinic.patient(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--

\unrestrict hV0tYpX2nZqLrC8sKdJwBfGu5AaEe7IiOoMmTtRrSsWwPpDdHhNnLlKkJjFfGgCc
