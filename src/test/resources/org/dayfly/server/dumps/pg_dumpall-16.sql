-- dump: database=field_shop
--
-- PostgreSQL database cluster dump
--

\restrict cLr3uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX

SET default_transaction_read_only = off;

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;

--
-- Roles
--

CREATE ROLE field_clerk;
ALTER ROLE field_clerk WITH NOSUPERUSER INHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOREPLICATION NOBYPASSRLS;
COMMENT ON ROLE field_clerk IS 'sells; does not buy';
CREATE ROLE field_keeper;
ALTER ROLE field_keeper WITH NOSUPERUSER INHERIT NOCREATEROLE NOCREATEDB LOGIN NOREPLICATION NOBYPASSRLS PASSWORD 'SCRAM-SHA-256$4096:0ho0M1RKvJFbeSvwOFBKOQ==$Ck4POWtzjGLPu3pDmPM7kXZNYReLqv6O0iAC6ulLeXk=:lN/sj5XmPWeAGKlEEf1Kkie8ceqKAM/RBFkY5d7i6Ps=';

--
-- User Configurations
--

--
-- User Config "field_keeper"
--

ALTER ROLE field_keeper SET work_mem TO '8MB';


--
-- Role memberships
--

GRANT field_clerk TO field_keeper;


--
-- Tablespaces
--

-- The server has none beside pg_default and pg_global.


\unrestrict cLr3uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX

--
-- Databases
--

--
-- Database "template1" dump
--

\connect template1

--
-- PostgreSQL database dump
--

\restrict Tm1uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX

-- Dumped from database version 16.10
-- Dumped by pg_dump version 16.10

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
-- PostgreSQL database dump complete
--

\unrestrict Tm1uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX

--
-- Database "field_shop" dump
--

--
-- PostgreSQL database dump
--

\restrict Sh1uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX

-- Dumped from database version 16.10
-- Dumped by pg_dump version 16.10

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
-- Name: field_shop; Type: DATABASE; Schema: -; Owner: field_keeper
--

CREATE DATABASE field_shop WITH TEMPLATE = template0 ENCODING = 'UTF8' LC_COLLATE = 'C' LC_CTYPE = 'C';


ALTER DATABASE field_shop OWNER TO field_keeper;

\unrestrict Sh1uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX
\connect field_shop
\restrict Sh1uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX

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

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: article; Type: TABLE; Schema: public; Owner: field_keeper
--

CREATE TABLE public.article (
    number integer NOT NULL,
    name text NOT NULL
);


ALTER TABLE public.article OWNER TO field_keeper;

--
-- Data for Name: article; Type: TABLE DATA; Schema: public; Owner: field_keeper
--

COPY public.article (number, name) FROM stdin;
1	bucket
2	spade
\.


--
-- Name: article article_pkey; Type: CONSTRAINT; Schema: public; Owner: field_keeper
--

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_pkey PRIMARY KEY (number);


--
-- Name: DATABASE field_shop; Type: ACL; Schema: -; Owner: field_keeper
--

REVOKE CONNECT,TEMPORARY ON DATABASE field_shop FROM PUBLIC;
GRANT CONNECT ON DATABASE field_shop TO field_clerk;


--
-- Name: TABLE article; Type: ACL; Schema: public; Owner: field_keeper
--

GRANT SELECT,INSERT ON TABLE public.article TO field_clerk;


--
-- PostgreSQL database dump complete
--

\unrestrict Sh1uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX

--
-- Database "postgres" dump
--

\connect postgres

--
-- PostgreSQL database dump
--

\restrict Pg1uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX

-- Dumped from database version 16.10
-- Dumped by pg_dump version 16.10

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
-- PostgreSQL database dump complete
--

\unrestrict Pg1uTqXy7WvZsNaMbKdJgHf5PoIiUuYyTtRrEeWwQqAaSsDdFfGgHhJjKkLlZzX

--
-- PostgreSQL database cluster dump complete
--

