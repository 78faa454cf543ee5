-- What the server knows of databases, of their sessions and of addresses.

-- A database may be dropped while its size is read, and its owner may have closed the database to every role. A size is
-- not worth an error.
CREATE OR REPLACE FUNCTION registry.size_of(database text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN pg_database_size(database);
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;

-- The text of a client, which comes as UTF-8. A character that this database cannot store becomes a question mark.
CREATE OR REPLACE FUNCTION registry.text_of(utf8 bytea) RETURNS text
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN convert_from(utf8, 'UTF8');
EXCEPTION WHEN OTHERS THEN
    RETURN regexp_replace(encode(utf8, 'escape'), '(\\[0-7]{3})+', '?', 'g');
END $$;

-- The addresses of one client. An IPv6 host can choose from a whole network of 64 bits.
CREATE OR REPLACE FUNCTION registry.block_of(client inet) RETURNS inet
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT host(network(set_masklen(client, CASE family(client) WHEN 4 THEN 32 ELSE 64 END)))::inet
$$;

-- The sessions of clients, through any proxy or through none. A session that a proxy keeps for the next client has this
-- application_name, and is not the session of a client. (An owner who gives this name to a session of its own harms its
-- own database alone.)
CREATE OR REPLACE VIEW registry.session AS
SELECT datname, pid, usesysid, state, backend_start, state_change FROM pg_stat_activity
WHERE datname IS NOT NULL AND usesysid IS NOT NULL AND application_name <> 'dayfly: kept';

-- Whether a session is open on a database, of a client or not. (The server knows at once that there is a backend. The
-- server takes longer to tell a worker of its own from a session.)
CREATE OR REPLACE FUNCTION registry.is_occupied(database text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(pg_stat_get_db_numbackends((SELECT oid FROM pg_database WHERE datname = database)), 0) > 0
           AND EXISTS (SELECT FROM pg_stat_activity WHERE datname = database AND usesysid IS NOT NULL)
$$;

-- Whether a client has a session on a database.
CREATE OR REPLACE FUNCTION registry.in_use(database text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(pg_stat_get_db_numbackends((SELECT oid FROM pg_database WHERE datname = database)), 0) > 0
           AND EXISTS (SELECT FROM registry.session WHERE datname = database)
$$;

-- Whether the current role may end the sessions of another role.
CREATE OR REPLACE FUNCTION registry.may_end(other oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT me.rolsuper
           OR (NOT it.rolsuper AND (pg_has_role(other, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE')))
    FROM pg_roles AS me, pg_roles AS it WHERE me.rolname = current_user AND it.oid = other
$$;

-- Ends the sessions on a database that proxies keep for the next client. Such a session ends within a millisecond or
-- so, unless the maintenance role may not end it.
CREATE OR REPLACE FUNCTION registry.end_kept(database text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = database AND application_name = 'dayfly: kept' AND registry.may_end(usesysid);
END $$;

-- The version of the collations that a database was made with, if the server has another version now; else null.
CREATE OR REPLACE FUNCTION registry.outdated_collation(database text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('server_version_num')::int < 150000 THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT datcollversion FROM pg_database
            WHERE datname = database AND datcollversion <> coalesce(pg_database_collation_actual_version(oid), ''));
END $$;

-- Two equal answers mean that nothing was written to the database in between, except values of sequences. Null: the
-- server cannot tell. Each row that is written counts, rows of the system catalogs too. A session adds its counts
-- before the session disappears from pg_stat_activity. Settings are in a catalog that all databases share, and a copy
-- gets the settings. (Before PostgreSQL 15 the counts come late, or not at all.)
CREATE OR REPLACE FUNCTION registry.content_of(database text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('server_version_num')::int < 150000 OR NOT current_setting('track_counts')::boolean
       OR EXISTS (SELECT FROM pg_db_role_setting, unnest(setconfig) AS setting
                  WHERE starts_with(setting, 'track_counts='))
    THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT ROW(s.datid, extract(epoch FROM s.stats_reset), s.tup_inserted, s.tup_updated, s.tup_deleted,
                       (SELECT md5(string_agg(ROW(setdatabase, setrole, setconfig)::text, ' '
                                   ORDER BY setdatabase, setrole))
                        FROM pg_db_role_setting LEFT JOIN pg_roles r ON r.oid = setrole
                        WHERE setdatabase = s.datid OR rolname = database))::text
            FROM pg_stat_database s WHERE s.datname = database);
END $$;
