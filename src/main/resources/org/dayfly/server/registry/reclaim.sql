-- The end of service. Each function here finds databases whose service ends, and registry.reclaim ends it. Reasons
-- are the codes of class Reason.

-- Takes databases out of service. Nothing else does. The caller has locked the rows, and has checked its condition
-- under the locks. A database that is out of service already keeps its reason, and its drop is due now.
CREATE OR REPLACE FUNCTION registry.reclaim(names text[], why text, its_term interval DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.lease
    SET state = 'reclaiming', reason = coalesce(reason, why), term = coalesce(term, its_term), retry_at = now()
    WHERE name = ANY (names);
END $$;

-- Tells every proxy that a database was taken out of service. So each proxy can tell its own clients why, and hands out
-- no such database that it has reserved. A person who changes the state by SQL has the same effect.
CREATE OR REPLACE FUNCTION registry.notify_proxies() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('dayfly_reclaiming', NEW.name);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER notify_proxies AFTER UPDATE OF state ON registry.lease FOR EACH ROW
WHEN (OLD.state IN ('leased', 'reserved') AND NEW.state = 'reclaiming') EXECUTE FUNCTION registry.notify_proxies();

-- Databases in service whose time is over, that were not used for too long, or that are dropped after their use. A
-- session may be busy although no proxy has reported this yet, so the server is asked.
CREATE OR REPLACE FUNCTION registry.reclaim_expired() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    it record;
    used timestamptz;
BEGIN
    FOR it IN
        SELECT name, idle, expires_at <= now() AS aged, expires_at - leased_at AS ttl FROM registry.lease
        WHERE state = 'leased' AND NOT pinned AND (expires_at <= now() OR last_used_at + idle <= now())
        ORDER BY name FOR UPDATE SKIP LOCKED
    LOOP
        IF it.aged THEN
            PERFORM registry.reclaim(ARRAY[it.name], 'aged', it.ttl);
            CONTINUE;
        END IF;
        SELECT max(CASE WHEN state IN ('active', 'fastpath function call') THEN now()
                        ELSE greatest(backend_start, state_change) END)
        INTO used FROM registry.session WHERE datname = it.name;
        IF used + it.idle > now() THEN
            UPDATE registry.lease SET last_used_at = greatest(last_used_at, least(used, now())) WHERE name = it.name;
        ELSE
            PERFORM registry.reclaim(ARRAY[it.name], 'idle', it.idle);
        END IF;
    END LOOP;
    -- A client has asked for the drop. A session of another proxy may still be open. No proxy shares a whole server.
    PERFORM registry.reclaim(ARRAY (
        SELECT name FROM registry.lease
        WHERE state = 'leased' AND after = 'drop' AND NOT pinned AND resting_since IS NOT NULL
              AND (kind = 'server' OR NOT registry.in_use(name))
        ORDER BY name FOR UPDATE SKIP LOCKED), 'after use');
END $$;

-- A database that was handed out to its_opened sessions alone, none of which sent a query, and that no client keeps.
-- Returns whether the database was taken out of service.
CREATE OR REPLACE FUNCTION registry.reclaim_unused(wanted text, its_opened integer, why text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM registry.lease
    WHERE name = wanted AND state = 'leased' AND opened = its_opened AND NOT pinned
          AND after IS DISTINCT FROM 'keep' FOR UPDATE;
    IF FOUND THEN
        PERFORM registry.reclaim(ARRAY[wanted], why);
        RETURN true;
    END IF;
    RETURN false;
END $$;

-- Databases in service that have grown too large.
CREATE OR REPLACE FUNCTION registry.reclaim_oversize(names text[], why text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM registry.reclaim(ARRAY (
        SELECT name FROM registry.lease WHERE name = ANY (names) AND state = 'leased' AND NOT pinned
        ORDER BY name FOR UPDATE), why);
END $$;

-- A database that an operator drops. Returns no row if there is no such database, or if it is still being made.
CREATE OR REPLACE FUNCTION registry.reclaim_by_operator(wanted text, why text) RETURNS SETOF registry.out_of_service
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM registry.lease WHERE name = wanted AND state <> 'creating' FOR UPDATE;
    IF FOUND THEN
        PERFORM registry.reclaim(ARRAY[wanted], why);
        RETURN QUERY SELECT * FROM registry.out_of_service WHERE name = wanted;
    END IF;
END $$;

-- The databases that clients keep. An operator drops them all. A database that is pinned stays.
CREATE OR REPLACE FUNCTION registry.reclaim_after_keep(why text) RETURNS SETOF registry.out_of_service
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    names text[] := ARRAY (
        SELECT name FROM registry.lease WHERE state = 'leased' AND after = 'keep' AND NOT pinned
        ORDER BY name FOR UPDATE);
BEGIN
    PERFORM registry.reclaim(names, why);
    RETURN QUERY SELECT * FROM registry.out_of_service WHERE name = ANY (names) ORDER BY name;
END $$;

-- A database whose maker failed, or is gone. The caller holds the lock on the database's name.
CREATE OR REPLACE FUNCTION registry.reclaim_unfinished(wanted text, why text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM registry.lease WHERE name = wanted AND state = 'creating' FOR UPDATE;
    IF FOUND THEN
        PERFORM registry.reclaim(ARRAY[wanted], why);
    END IF;
END $$;

-- Warm databases that no client will get.
CREATE OR REPLACE FUNCTION registry.reclaim_warm(names text[], why text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM registry.reclaim(ARRAY (
        SELECT name FROM registry.lease WHERE name = ANY (names) AND state IN ('warm', 'reserved')
        ORDER BY name FOR UPDATE), why);
END $$;

-- All warm databases of a proxy that stops, or that is gone. No client has had an answer from a reserved database: no
-- answer is passed on before the registry knows the client.
CREATE OR REPLACE FUNCTION registry.reclaim_kept(its_keeper bigint, why text) RETURNS SETOF registry.out_of_service
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    names text[] := ARRAY (
        SELECT name FROM registry.lease WHERE keeper = its_keeper AND state IN ('warm', 'reserved')
        ORDER BY name FOR UPDATE);
BEGIN
    PERFORM registry.reclaim(names, why);
    RETURN QUERY SELECT * FROM registry.out_of_service WHERE name = ANY (names);
END $$;

-- A sealed database that the server cannot copy.
CREATE OR REPLACE FUNCTION registry.reclaim_sealed(wanted text, why text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM registry.lease WHERE name = wanted AND state = 'sealed' FOR UPDATE;
    IF FOUND THEN
        PERFORM registry.reclaim(ARRAY[wanted], why);
    END IF;
END $$;

-- Databases that no client needs: snapshots of databases that are no longer in service, templates that no proxy needs,
-- and warm databases whose base is no longer sealed. A row that another transaction is changing is left to the next
-- round.
CREATE OR REPLACE FUNCTION registry.reclaim_unneeded(why text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- A new snapshot of a database replaces the older snapshots of that database when the new snapshot is sealed.
    PERFORM registry.reclaim(ARRAY (
        SELECT name FROM registry.lease
        WHERE kind = 'snapshot' AND state = 'sealed'
              AND NOT EXISTS (SELECT FROM registry.lease it WHERE it.name = lease.sealed_from AND it.state = 'leased')
        ORDER BY name FOR UPDATE SKIP LOCKED), why);
    -- Each proxy reports in each round which templates it needs. An hour is long for a proxy to be away and come back.
    PERFORM registry.reclaim(ARRAY (
        SELECT name FROM registry.lease
        WHERE kind = 'template' AND state = 'sealed' AND NOT pinned AND last_used_at < now() - interval '1 h'
        ORDER BY name FOR UPDATE SKIP LOCKED), why);
    PERFORM registry.reclaim(ARRAY (
        SELECT name FROM registry.lease
        WHERE state = 'warm' AND base IS NOT NULL
              AND NOT EXISTS (SELECT FROM registry.lease it WHERE it.name = lease.base AND it.state = 'sealed')
        ORDER BY name FOR UPDATE SKIP LOCKED), why);
END $$;

-- Sealed and warm databases that the server made stale since the last check. Each session checks this first. No session
-- outlives a crash or a restart, so no session sees a stale database in service.
CREATE OR REPLACE FUNCTION registry.take_stale(
    emptied_code text, outdated_code text, OUT emptied integer, OUT outdated integer)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    recovered boolean;
    names text[];
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
    PERFORM FROM registry.lease WHERE state IN ('sealed', 'warm', 'reserved') ORDER BY name FOR UPDATE;
    -- Some ends of the server reset the counts that content_of reads.
    UPDATE registry.lease SET content = NULL WHERE content IS NOT NULL AND state = 'sealed';
    IF recovered THEN
        names := ARRAY (
            SELECT name FROM registry.lease WHERE state IN ('sealed', 'warm', 'reserved') AND unlogged);
        PERFORM registry.reclaim(names, emptied_code);
        emptied := cardinality(names);
    END IF;
    names := ARRAY (
        SELECT name FROM registry.lease
        WHERE state IN ('sealed', 'warm', 'reserved') AND registry.outdated_collation(name) IS NOT NULL);
    PERFORM registry.reclaim(names, outdated_code);
    outdated := cardinality(names);
END $$;

-- The database of a key that has moved to another server. Returns whether there was one in service.
CREATE OR REPLACE FUNCTION registry.reclaim_moved(its_key text, why text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    names text[];
BEGIN
    PERFORM registry.lock_key(its_key);
    names := ARRAY (SELECT name FROM registry.lease WHERE key = its_key AND state = 'leased' ORDER BY name FOR UPDATE);
    PERFORM registry.reclaim(names, why);
    RETURN names <> '{}';
END $$;
