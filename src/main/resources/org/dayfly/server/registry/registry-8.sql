-- A source that came to rest with the content of its snapshot needs no other snapshot.

ALTER TABLE registry.lease
    ADD content text,
    ADD sequences text;

COMMENT ON COLUMN registry.lease.content IS 'of a snapshot, what registry.content_of said of its source when it was taken; null: unknown';
COMMENT ON COLUMN registry.lease.sequences IS 'of a snapshot, a hash of the values of all its sequences; empty: it has none; null: unknown';

-- Two equal answers mean that nothing was written to the database in between, except values of sequences. Null: the
-- server cannot tell. Each row that is written counts, rows of the system catalogs too. A session adds its counts
-- before the session disappears from pg_stat_activity. Settings are in a catalog that all databases share, and a copy
-- gets the settings. (Before PostgreSQL 15 the counts come late, or not at all.)
CREATE FUNCTION registry.content_of(database text) RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('server_version_num')::int < 150000 OR NOT current_setting('track_counts')::boolean
       OR EXISTS (SELECT FROM pg_db_role_setting, unnest(setconfig) AS setting WHERE starts_with(setting, 'track_counts='))
    THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT ROW(s.datid, extract(epoch FROM s.stats_reset), s.tup_inserted, s.tup_updated, s.tup_deleted,
                       (SELECT md5(string_agg(ROW(setdatabase, setrole, setconfig)::text, ' ' ORDER BY setdatabase, setrole))
                        FROM pg_db_role_setting LEFT JOIN pg_roles r ON r.oid = setrole
                        WHERE setdatabase = s.datid OR rolname = database))::text
            FROM pg_stat_database s WHERE s.datname = database);
END $$;

-- Some ends of the server reset the counts.
CREATE OR REPLACE FUNCTION registry.take_stale(emptied_code text, outdated_code text, OUT emptied integer, OUT outdated integer)
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
    UPDATE registry.lease SET content = NULL WHERE content IS NOT NULL;
    IF recovered THEN
        UPDATE registry.lease SET state = 'reclaiming', reason = emptied_code, retry_at = now()
        WHERE state IN ('sealed', 'warm', 'promised') AND unlogged;
        GET DIAGNOSTICS emptied = ROW_COUNT;
    END IF;
    UPDATE registry.lease SET state = 'reclaiming', reason = outdated_code, retry_at = now()
    WHERE state IN ('sealed', 'warm', 'promised') AND registry.outdated_collation(name) IS NOT NULL;
    GET DIAGNOSTICS outdated = ROW_COUNT;
END $$;
