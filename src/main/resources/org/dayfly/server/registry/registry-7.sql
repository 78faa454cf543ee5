-- Sealed and warm databases that the server itself made stale, and the size that a database started with.

ALTER TABLE registry.lease
    ADD unlogged boolean NOT NULL DEFAULT false,
    ADD start_size bigint;

COMMENT ON COLUMN registry.lease.unlogged IS 'of a sealed or warm one, whether it holds unlogged relations, which a crash of the server empties';
COMMENT ON COLUMN registry.lease.start_size IS 'of a sealed one, its size in bytes; of a copy, the size of what it was copied from; null: unknown, or no copy';

-- It is unknown whether the existing databases hold unlogged relations.
UPDATE registry.lease SET unlogged = true WHERE state IN ('sealed', 'warm', 'promised');
UPDATE registry.lease SET start_size = registry.size_of(name) WHERE state = 'sealed';
UPDATE registry.lease SET start_size = it.start_size FROM registry.lease AS it WHERE it.name = registry.lease.base AND registry.lease.state <> 'sealed';

-- One row, until the server recovers from a crash. The recovery empties all unlogged relations, and this table too.
CREATE UNLOGGED TABLE registry.server_run (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    started timestamptz NOT NULL
);
INSERT INTO registry.server_run (started) VALUES (pg_postmaster_start_time());

COMMENT ON TABLE registry.server_run IS 'Emptied by the recovery that empties the unlogged tables of all databases.';
COMMENT ON COLUMN registry.server_run.started IS 'the start of the server that sealed and warm databases were last checked after';

-- The version of the collations that a database was made with, if the server has another version now; else null.
CREATE FUNCTION registry.outdated_collation(database text) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('server_version_num')::int < 150000 THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT datcollversion FROM pg_database
            WHERE datname = database AND datcollversion <> coalesce(pg_database_collation_actual_version(oid), ''));
END $$;

-- Takes sealed and warm databases out of service that the server made stale since the last check. Each session checks
-- this first. No session outlives a crash or a restart, so no session sees a stale database in service. (In the order
-- of locks, the row of server_run comes before all other locks.)
CREATE FUNCTION registry.take_stale(emptied_code text, outdated_code text, OUT emptied integer, OUT outdated integer)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    recovered boolean;
BEGIN
    emptied := 0;
    outdated := 0;
    IF EXISTS (SELECT FROM registry.server_run WHERE started = pg_postmaster_start_time()) THEN
        RETURN;
    END IF;
    -- The first of several sessions does this, and the other sessions wait for the first session.
    INSERT INTO registry.server_run (started) VALUES (pg_postmaster_start_time()) ON CONFLICT DO NOTHING;
    recovered := FOUND;
    IF NOT recovered THEN
        UPDATE registry.server_run SET started = pg_postmaster_start_time() WHERE started <> pg_postmaster_start_time();
        IF NOT FOUND THEN
            RETURN;
        END IF;
    END IF;
    PERFORM FROM registry.lease WHERE state IN ('sealed', 'warm', 'promised') ORDER BY name FOR UPDATE;
    IF recovered THEN
        UPDATE registry.lease SET state = 'reclaiming', reason = emptied_code, retry_at = now()
        WHERE state IN ('sealed', 'warm', 'promised') AND unlogged;
        GET DIAGNOSTICS emptied = ROW_COUNT;
    END IF;
    UPDATE registry.lease SET state = 'reclaiming', reason = outdated_code, retry_at = now()
    WHERE state IN ('sealed', 'warm', 'promised') AND registry.outdated_collation(name) IS NOT NULL;
    GET DIAGNOSTICS outdated = ROW_COUNT;
END $$;

-- Whether the current role may end the sessions of another role.
CREATE FUNCTION registry.may_end(other oid) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT me.rolsuper OR (NOT it.rolsuper AND (pg_has_role(other, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE')))
    FROM pg_roles AS me, pg_roles AS it WHERE me.rolname = current_user AND it.oid = other
$$;

-- The maintenance role may not end the sessions of a superuser, or of a role that the maintenance role is no member of.
-- The drop reports such sessions.
CREATE OR REPLACE FUNCTION registry.end_sessions(doomed text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    FOR i IN 1 .. 50 LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN NOT registry.in_use(doomed);
        PERFORM pg_sleep(0.01);
    END LOOP;
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = doomed AND usesysid IS NOT NULL AND registry.may_end(usesysid);
END $$;
