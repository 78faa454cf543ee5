-- Databases that are made before a client asks, and that are handed out by one statement.

ALTER TABLE lease
    ADD keeper bigint,
    DROP CONSTRAINT lease_state_check,
    ADD CONSTRAINT lease_state_check CHECK (state IN ('creating', 'warm', 'leased', 'sealed', 'reclaiming'));

COMMENT ON COLUMN lease.state IS 'creating: being made; warm: made ahead for whoever comes next; leased: in service; sealed: copies are made of it; reclaiming: out of service, about to be dropped';
COMMENT ON COLUMN lease.keeper IS 'of a warm one, the proxy that made it; it holds an advisory lock for as long as it lives';

-- Writes down an intent to make a database, and holds the lock on the database's name until the session releases the
-- lock. Returns whether the database that is copied has settings of its own, which CREATE DATABASE does not copy.
CREATE FUNCTION intend(new_name text, new_kind text, new_source text, new_base text, new_sealed_from text, new_stamp text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    -- CREATE DATABASE flushes the log before it returns, and flushes this row too.
    PERFORM set_config('synchronous_commit', 'off', true);
    IF NOT pg_try_advisory_lock(hashtextextended(new_name, 0))
       OR EXISTS (SELECT FROM lease WHERE name = new_name) OR EXISTS (SELECT FROM reclaimed WHERE name = new_name)
       OR EXISTS (SELECT FROM pg_database WHERE datname = new_name) OR EXISTS (SELECT FROM pg_roles WHERE rolname = new_name)
    THEN
        RAISE unique_violation USING MESSAGE = format('the name %s is taken', new_name);
    END IF;
    INSERT INTO lease (name, kind, state, source, base, sealed_from, stamp, expires_at)
    VALUES (new_name, new_kind, 'creating', new_source, new_base, new_sealed_from, new_stamp, 'infinity');
    RETURN EXISTS (
        SELECT FROM pg_db_role_setting LEFT JOIN pg_database d ON d.oid = setdatabase LEFT JOIN pg_roles r ON r.oid = setrole
        WHERE coalesce(new_base, new_sealed_from) IN (datname, rolname));
END $$;

-- Takes the database that has been at rest longest out of service, except the database of the key spared_key. Returns
-- whether there is such a database.
CREATE FUNCTION evict(spared_key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    candidate text;
BEGIN
    -- A copy that was made of a database after its rest began counts as a use of the database.
    FOR candidate IN
        SELECT name FROM lease
        WHERE state = 'leased' AND NOT pinned AND resting_since IS NOT NULL AND (key = spared_key) IS NOT TRUE
        ORDER BY last_used_at
    LOOP
        -- The server knows of a session through another proxy, or of a session that does not pass through any proxy,
        -- even if the registry does not.
        CONTINUE WHEN pg_stat_get_db_numbackends((SELECT oid FROM pg_database WHERE datname = candidate)) > 0;
        UPDATE lease SET state = 'reclaiming', reason = 'evicted', retry_at = now()
        WHERE name = candidate AND state = 'leased' AND NOT pinned AND resting_since IS NOT NULL;
        IF FOUND THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

-- Makes room for one more database, and takes other databases out of service if needed. Returns how many databases were
-- taken out of service; -1: all databases are in use.
CREATE FUNCTION make_room(most integer, new_key text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    over integer;
BEGIN
    -- One hand-out at a time. The next hand-out counts the databases after this database is handed out, or is not.
    PERFORM pg_advisory_xact_lock(hashtextextended('count', 0));
    -- A database that a reset replaces by another database with its key leaves its place to the other database.
    SELECT count(*) + 1 - most INTO over FROM lease WHERE state = 'leased' AND (key = new_key) IS NOT TRUE;
    -- More than one if the limit was lowered since.
    FOR i IN 1 .. over LOOP
        IF NOT evict(new_key) THEN
            RETURN -1;
        END IF;
    END LOOP;
    RETURN greatest(over, 0);
END $$;

-- Puts a warm database into service, under a key if there is one. The outcomes: fresh; gone, the database is not warm
-- any more; taken, the key has a database that must not be replaced; full.
CREATE FUNCTION hand_out(wanted text, new_key text, replaces boolean, most integer, new_client inet,
                         ttl double precision, unused double precision,
                         OUT outcome text, OUT made_room boolean, OUT until timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    evicted integer := 0;
BEGIN
    made_room := false;
    PERFORM FROM lease WHERE name = wanted AND state = 'warm' FOR UPDATE;
    IF NOT FOUND THEN
        outcome := 'gone';
        RETURN;
    END IF;
    IF new_key IS NOT NULL THEN
        -- One hand-out at a time for each key, whichever proxy hands out the database.
        PERFORM pg_advisory_xact_lock(hashtextextended('key ' || new_key, 0));
        IF NOT replaces AND EXISTS (
            SELECT FROM lease WHERE key = new_key AND state = 'leased' AND (expires_at > now() OR pinned))
        THEN
            outcome := 'taken';
            RETURN;
        END IF;
    END IF;
    IF most > 0 THEN
        evicted := make_room(most, new_key);
        made_room := evicted > 0;
    END IF;
    IF evicted < 0 THEN
        outcome := 'full';
        RETURN;
    END IF;
    IF new_key IS NOT NULL THEN
        -- A database whose time is over may still have the key until the reaper takes the database out of service.
        UPDATE lease SET state = 'reclaiming', retry_at = now(),
               reason = CASE WHEN expires_at <= now() AND NOT pinned THEN 'aged' ELSE 'reset' END,
               term = CASE WHEN expires_at <= now() AND NOT pinned THEN expires_at - leased_at END
        WHERE key = new_key AND state = 'leased';
    END IF;
    UPDATE lease SET state = 'leased', keeper = NULL, key = new_key, client = new_client, leased_at = now(), last_used_at = now(),
           joined_at = now(), opened = 1, idle = make_interval(secs => nullif(unused, 0)),
           expires_at = CASE ttl WHEN 0 THEN 'infinity' ELSE now() + make_interval(secs => ttl) END
    WHERE name = wanted RETURNING expires_at INTO until;
    outcome := 'fresh';
END $$;

-- Runs before a database is dropped: takes the lock on the database's name, and ends the sessions on the database,
-- those of other proxies included. Returns due, whether the registry has the database as one to drop, and shut, whether
-- its owner or a session may be in the way of the drop.
CREATE FUNCTION about_to_drop(doomed text, OUT due boolean, OUT shut boolean) LANGUAGE plpgsql AS $$
BEGIN
    -- The proxy that makes or copies the database comes first.
    PERFORM pg_advisory_lock(hashtextextended(doomed, 0));
    due := EXISTS (SELECT FROM lease WHERE name = doomed AND state = 'reclaiming');
    IF due THEN
        -- An open transaction of the owner could lock the database's row, and the next statements would wait for the
        -- lock.
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = doomed AND usesysid IS NOT NULL;
        -- A database that an interrupted drop left behind (-2) can be dropped, but not altered.
        shut := EXISTS (SELECT FROM pg_database WHERE datname = doomed AND datconnlimit <> -2
                        AND (datistemplate OR EXISTS (SELECT FROM pg_stat_activity WHERE datname = doomed)));
    END IF;
END $$;

-- Runs after a database was dropped. No client was ever told of a database that was not handed out.
CREATE FUNCTION dropped(gone text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    WITH it AS (DELETE FROM lease WHERE name = gone AND state = 'reclaiming' RETURNING *)
    INSERT INTO reclaimed (name, key, client, reason, term, created_at)
    SELECT name, key, client, coalesce(reason, 'dropped'), term, created_at FROM it
    WHERE leased_at IS NOT NULL AND kind = 'database'
    ON CONFLICT DO NOTHING;
    RETURN pg_advisory_unlock(hashtextextended(gone, 0));
END $$;

CREATE OR REPLACE VIEW ls AS
SELECT name, kind, key, source, state, coalesce(sessions, 0) AS sessions, size_of(name) AS size,
       date_trunc('second', now() - coalesce(leased_at, created_at)) AS age,
       CASE WHEN isfinite(expires_at) AND NOT pinned THEN date_trunc('second', expires_at - now()) END AS time_left,
       CASE WHEN kind = 'database' AND leased_at IS NOT NULL THEN date_trunc('second', now() - last_used_at) END AS unused
FROM lease
     LEFT JOIN (SELECT datname, count(*) AS sessions FROM pg_stat_activity WHERE usesysid IS NOT NULL GROUP BY datname)
         AS activity ON datname = name
ORDER BY kind, coalesce(leased_at, created_at);

COMMENT ON COLUMN ls.age IS 'since it was handed out, or sealed; else since it was begun';
COMMENT ON COLUMN ls.unused IS 'since a session was last opened, busy or closed; null: it was never handed out';
