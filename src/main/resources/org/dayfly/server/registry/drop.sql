-- The drop of a database that is out of service.

-- Ends the sessions on a database. Each proxy was notified, and has half a second to tell its own clients the reason.
-- Then the server ends the other sessions: sessions that do not pass through any proxy, and sessions of a proxy that
-- hangs. The maintenance role may not end the sessions of a superuser, or of a role that the maintenance role is no
-- member of. The drop reports such sessions.
CREATE OR REPLACE FUNCTION registry.end_sessions(doomed text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM registry.end_kept(doomed);
    FOR i IN 1 .. 50 LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN NOT registry.is_occupied(doomed);
        PERFORM pg_sleep(0.01);
    END LOOP;
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = doomed AND usesysid IS NOT NULL AND registry.may_end(usesysid);
END $$;

-- Runs before a database is dropped: takes the lock on the database's name, and ends the sessions on the database.
-- Returns due, whether the registry has the database as one to drop; shut, whether its owner or a session may be in the
-- way of the drop; and its_kind.
CREATE OR REPLACE FUNCTION registry.about_to_drop(doomed text, OUT due boolean, OUT shut boolean, OUT its_kind text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- The proxy that makes or copies the database comes first.
    PERFORM pg_advisory_lock(hashtextextended(doomed, 0));
    SELECT kind INTO its_kind FROM registry.lease WHERE name = doomed AND state = 'reclaiming';
    due := FOUND;
    IF due THEN
        -- An open transaction of the owner could lock the database's row, and the next statements would wait for the
        -- lock.
        PERFORM registry.end_sessions(doomed);
        -- A database that an interrupted drop left behind (-2) can be dropped, but not altered.
        shut := EXISTS (SELECT FROM pg_database WHERE datname = doomed AND datconnlimit <> -2
                        AND (datistemplate OR EXISTS (SELECT FROM pg_stat_activity WHERE datname = doomed)));
    END IF;
END $$;

-- Runs after a database was dropped. No client was ever told of a database that was not handed out.
CREATE OR REPLACE FUNCTION registry.dropped(gone text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    WITH it AS (DELETE FROM registry.lease WHERE name = gone AND state = 'reclaiming' RETURNING *)
    INSERT INTO registry.reclaimed (name, kind, key, client, reason, term, created_at)
    SELECT name, kind, key, client, coalesce(reason, 'dropped'), term, created_at FROM it
    WHERE leased_at IS NOT NULL AND kind IN ('database', 'server')
    ON CONFLICT DO NOTHING;
    RETURN pg_advisory_unlock(hashtextextended(gone, 0));
END $$;

-- Puts off a drop that failed, longer each time. Returns for how many seconds; null: the database is dropped.
CREATE OR REPLACE FUNCTION registry.put_off_drop(doomed text) RETURNS integer
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE registry.lease
    SET attempts = attempts + 1,
        retry_at = clock_timestamp() + least(interval '5 min', interval '1 s' * 2 ^ least(attempts, 20))
    WHERE name = doomed
    RETURNING extract(epoch FROM retry_at - clock_timestamp())::integer
$$;

-- Databases in service and sealed databases in which a role has rights or objects.
CREATE OR REPLACE FUNCTION registry.places_of(role text, OUT database text, OUT is_sealed boolean) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT name, state = 'sealed' FROM pg_shdepend
    JOIN pg_database d ON d.oid = dbid JOIN registry.lease ON name = datname
    WHERE refclassid = 'pg_authid'::regclass AND refobjid = (SELECT oid FROM pg_roles WHERE rolname = role)
          AND state IN ('leased', 'sealed', 'warm', 'reserved')
$$;

-- Deletes the records of databases that were dropped long ago.
CREATE OR REPLACE FUNCTION registry.forget() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM registry.reclaimed WHERE reclaimed_at < now() - interval '7 days';
END $$;
