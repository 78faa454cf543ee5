-- One order of locks. A search_path in each function, so that names mean only what this file says. Decisions that are
-- made whole or not at all.
--
-- Order of locks. A transaction takes locks in this order, and takes no lock of an earlier kind after a lock of a later
-- kind:
--   1. names of databases, templates and snapshots (advisory, held by a session)
--   2. the key that is handed out (advisory)
--   3. the count of databases (advisory)
--   4. rows of registry.lease; several rows that are waited for at once are locked in the order of their names

ALTER FUNCTION registry.size_of(text) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION registry.block_of(inet) SET search_path = pg_catalog, pg_temp;

DROP FUNCTION registry.hand_out(text, text, boolean, integer, inet, double precision, double precision);
DROP FUNCTION registry.hand_out(text, text, boolean, integer, inet, double precision, double precision, integer, text, integer);
DROP FUNCTION registry.make_room(integer, text);
DROP FUNCTION registry.make_room_among(integer, text, inet, text);
DROP FUNCTION registry.evict(text);
DROP FUNCTION registry.evict(text, inet, text);
DROP FUNCTION registry.promise(text, bigint, integer);
DROP FUNCTION registry.intend(text, text, text, text, text, text);
DROP FUNCTION registry.about_to_drop(text);
DROP FUNCTION registry.dropped(text);

-- Writes down an intent to make a database, and holds the lock on the database's name until the session releases the
-- lock. Returns whether the database that is copied has settings of its own, which CREATE DATABASE does not copy.
CREATE FUNCTION registry.intend(
    new_name text, new_kind text, new_source text, new_base text, new_sealed_from text, new_stamp text)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- CREATE DATABASE flushes the log before it returns, and flushes this row too.
    PERFORM set_config('synchronous_commit', 'off', true);
    IF NOT pg_try_advisory_lock(hashtextextended(new_name, 0))
       OR EXISTS (SELECT FROM registry.lease WHERE name = new_name)
       OR EXISTS (SELECT FROM registry.reclaimed WHERE name = new_name)
       OR EXISTS (SELECT FROM pg_database WHERE datname = new_name)
       OR EXISTS (SELECT FROM pg_roles WHERE rolname = new_name)
    THEN
        RAISE unique_violation USING MESSAGE = format('the name %s is taken', new_name);
    END IF;
    INSERT INTO registry.lease (name, kind, state, source, base, sealed_from, stamp, expires_at)
    VALUES (new_name, new_kind, 'creating', new_source, new_base, new_sealed_from, new_stamp, 'infinity');
    RETURN EXISTS (
        SELECT FROM pg_db_role_setting LEFT JOIN pg_database d ON d.oid = setdatabase LEFT JOIN pg_roles r ON r.oid = setrole
        WHERE coalesce(new_base, new_sealed_from) IN (datname, rolname));
END $$;

-- Whether a session of a client is open on a database, through any proxy or through none. (The server knows at once
-- that there is a backend. The server takes longer to tell a worker of its own from a session.)
CREATE FUNCTION registry.in_use(database text) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(pg_stat_get_db_numbackends((SELECT oid FROM pg_database WHERE datname = database)), 0) > 0
           AND EXISTS (SELECT FROM pg_stat_activity WHERE datname = database AND usesysid IS NOT NULL)
$$;

-- Finds room for one more database under a limit: of all databases, of the databases of a client, or of the databases
-- with a key prefix. Changes nothing, and locks the rows of databases that may give way, in the order of the longest
-- rest. The database of spared_key keeps its place for its successor. The databases in leaving give way already.
-- Returns victims, the databases to take out of service, null if there are too few; withdrawn, the promised databases
-- that become warm again, whichever proxy keeps them; and held, how many databases cannot give way.
CREATE FUNCTION registry.room(
    most integer, wanted text, spared_key text, of_block inet, of_prefix text, leaving text[],
    OUT victims text[], OUT withdrawn text[], OUT held integer)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    everybody boolean := of_block IS NULL AND of_prefix IS NULL;
    taken integer;
    need integer;
    candidate text;
BEGIN
    SELECT count(*) INTO taken FROM registry.lease
    WHERE name <> wanted AND name <> ALL (leaving)
          AND (state = 'leased' AND (key = spared_key) IS NOT TRUE OR state = 'promised' AND everybody)
          AND (of_block IS NULL OR registry.block_of(client) = of_block)
          AND (of_prefix IS NULL OR starts_with(key, of_prefix));
    victims := '{}';
    withdrawn := '{}';
    -- More than one if the limit was lowered, or if another proxy has a higher limit.
    need := taken + 1 - most;
    IF need <= 0 THEN
        RETURN;
    END IF;
    -- A copy that was made of a database after its rest began counts as a use of the database.
    FOR candidate IN
        SELECT name FROM registry.lease
        WHERE state = 'leased' AND NOT pinned AND resting_since IS NOT NULL AND (key = spared_key) IS NOT TRUE
              AND name <> ALL (leaving)
              AND (of_block IS NULL OR registry.block_of(client) = of_block)
              AND (of_prefix IS NULL OR starts_with(key, of_prefix))
        ORDER BY last_used_at FOR UPDATE SKIP LOCKED
    LOOP
        CONTINUE WHEN registry.in_use(candidate);
        victims := victims || candidate;
        EXIT WHEN cardinality(victims) = need;
    END LOOP;
    IF everybody AND cardinality(victims) < need THEN
        withdrawn := ARRAY (
            SELECT name FROM registry.lease WHERE state = 'promised' AND name <> wanted
            ORDER BY created_at LIMIT need - cardinality(victims) FOR UPDATE SKIP LOCKED);
    END IF;
    IF cardinality(victims) + cardinality(withdrawn) < need THEN
        held := taken - cardinality(victims) - cardinality(withdrawn);
        victims := NULL;
    END IF;
END $$;

-- Makes the room that registry.room has found. Returns whether a database was taken out of service.
CREATE FUNCTION registry.make_room(victims text[], withdrawn text[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.lease SET state = 'reclaiming', reason = 'evicted', retry_at = now() WHERE name = ANY (victims);
    UPDATE registry.lease SET state = 'warm' WHERE name = ANY (withdrawn);
    RETURN victims <> '{}';
END $$;

-- Puts a database into service, under a key if there is one. The database is warm, or its own keeper has promised the
-- database. A limit of 0 is no limit. With replaces, the database that replaced names gives way. The outcomes: fresh;
-- gone, the database is not warm any more; taken, the key has a database that must not be replaced, or has another
-- database by now; full, crowded and crowded_key, there are as many databases as allowed in all, of the client, or with
-- such keys, and held of these databases cannot give way. In the last three cases nothing is changed. Promised
-- databases that gave way are in withdrawn.
CREATE FUNCTION registry.hand_out(
    wanted text, its_keeper bigint, new_key text, replaces boolean, replaced text, most integer, new_client inet,
    ttl double precision, unused double precision, most_of_client integer, prefix text, most_of_prefix integer,
    OUT outcome text, OUT made_room boolean, OUT withdrawn text[], OUT until timestamptz, OUT held integer)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    of_client boolean := most_of_client > 0 AND new_client IS NOT NULL;
    of_prefix boolean := most_of_prefix > 0 AND prefix IS NOT NULL;
    present text;
    place record;
    all_victims text[] := '{}';
BEGIN
    made_room := false;
    withdrawn := '{}';
    IF new_key IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('key ' || new_key, 0));
    END IF;
    IF most > 0 OR of_client OR of_prefix THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('count', 0));
    END IF;
    PERFORM FROM registry.lease
    WHERE name = wanted AND (state = 'warm' OR state = 'promised' AND keeper = its_keeper) FOR UPDATE;
    IF NOT FOUND THEN
        outcome := 'gone';
        RETURN;
    END IF;
    IF new_key IS NOT NULL THEN
        SELECT name INTO present FROM registry.lease
        WHERE key = new_key AND state = 'leased' AND (expires_at > now() OR pinned);
        IF present IS NOT NULL AND NOT (replaces AND present IS NOT DISTINCT FROM replaced) THEN
            outcome := 'taken';
            RETURN;
        END IF;
    END IF;
    IF of_client THEN
        place := registry.room(most_of_client, wanted, new_key, registry.block_of(new_client), NULL, all_victims);
        IF place.victims IS NULL THEN
            outcome := 'crowded';
            held := place.held;
            RETURN;
        END IF;
        all_victims := all_victims || place.victims;
    END IF;
    IF of_prefix THEN
        place := registry.room(most_of_prefix, wanted, new_key, NULL, prefix, all_victims);
        IF place.victims IS NULL THEN
            outcome := 'crowded_key';
            held := place.held;
            RETURN;
        END IF;
        all_victims := all_victims || place.victims;
    END IF;
    IF most > 0 THEN
        place := registry.room(most, wanted, new_key, NULL, NULL, all_victims);
        IF place.victims IS NULL THEN
            outcome := 'full';
            held := place.held;
            RETURN;
        END IF;
        all_victims := all_victims || place.victims;
        withdrawn := place.withdrawn;
    END IF;
    made_room := registry.make_room(all_victims, withdrawn);
    IF new_key IS NOT NULL THEN
        -- A database whose time is over may still have the key until the reaper takes the database out of service.
        UPDATE registry.lease SET state = 'reclaiming', retry_at = now(),
               reason = CASE WHEN expires_at <= now() AND NOT pinned THEN 'aged' ELSE 'reset' END,
               term = CASE WHEN expires_at <= now() AND NOT pinned THEN expires_at - leased_at END
        WHERE key = new_key AND state = 'leased';
    END IF;
    UPDATE registry.lease
    SET state = 'leased', keeper = NULL, key = new_key, client = new_client, leased_at = now(), last_used_at = now(),
        joined_at = now(), opened = 1, idle = make_interval(secs => nullif(unused, 0)),
        expires_at = CASE ttl WHEN 0 THEN 'infinity' ELSE now() + make_interval(secs => ttl) END
    WHERE name = wanted RETURNING expires_at INTO until;
    outcome := 'fresh';
END $$;

-- Counts a warm database as handed out from now on. If less than half of the limit is taken, there is room for any
-- number of such databases. Above half, there is room for a fiftieth of the limit, and the database that has been at
-- rest longest may have to give way. Returns promised, whether the database counts as handed out; made_room; and
-- moment, the time of this.
CREATE FUNCTION registry.promise(
    wanted text, its_keeper bigint, most integer, OUT promised boolean, OUT made_room boolean, OUT moment timestamptz)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    taken integer;
    ahead integer;
    place record;
BEGIN
    promised := false;
    made_room := false;
    moment := now();
    IF most > 0 THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('count', 0));
        SELECT count(*), count(*) FILTER (WHERE state = 'promised') INTO taken, ahead
        FROM registry.lease WHERE state IN ('leased', 'promised') AND name <> wanted;
        -- Above the limit, no database gives way for a client that has not connected yet.
        IF taken > most OR (taken >= most / 2 AND ahead >= most / 50) THEN
            RETURN;
        END IF;
        IF taken = most THEN
            place := registry.room(most, wanted, NULL, NULL, NULL, '{}');
            IF place.victims IS NULL OR place.withdrawn <> '{}' THEN
                RETURN;
            END IF;
            made_room := registry.make_room(place.victims, '{}');
        END IF;
    END IF;
    UPDATE registry.lease SET state = 'promised' WHERE name = wanted AND state IN ('warm', 'promised') AND keeper = its_keeper;
    promised := FOUND;
END $$;

-- Writes down which client has a promised database. If the promise was withdrawn for another client, the database must
-- find room again. The outcomes: kept; gone; full, held databases cannot give way.
CREATE FUNCTION registry.keep(
    wanted text, its_keeper bigint, new_client inet, unused double precision, told timestamptz, ttl double precision,
    most integer, OUT outcome text, OUT made_room boolean, OUT withdrawn text[], OUT held integer)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- The client was told the expiry time that the proxy computed. This time is right unless a clock was set since.
    due timestamptz := now() + make_interval(secs => ttl);
    until timestamptz := CASE WHEN told = 'infinity' OR told BETWEEN due - interval '5 s' AND due + interval '5 s'
                              THEN told ELSE due END;
    place record;
BEGIN
    made_room := false;
    withdrawn := '{}';
    UPDATE registry.lease
    SET state = 'leased', keeper = NULL, client = new_client, leased_at = now(), last_used_at = now(), joined_at = now(),
        opened = 1, idle = make_interval(secs => nullif(unused, 0)), expires_at = until
    WHERE name = wanted AND state IN ('promised', 'leased');
    IF FOUND THEN
        outcome := 'kept';
        RETURN;
    END IF;
    IF most > 0 THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('count', 0));
        place := registry.room(most, wanted, NULL, NULL, NULL, '{}');
        IF place.victims IS NULL THEN
            outcome := 'full';
            held := place.held;
            RETURN;
        END IF;
        withdrawn := place.withdrawn;
        made_room := registry.make_room(place.victims, withdrawn);
    END IF;
    UPDATE registry.lease
    SET state = 'leased', keeper = NULL, client = new_client, leased_at = now(), last_used_at = now(), joined_at = now(),
        opened = 1, idle = make_interval(secs => nullif(unused, 0)), expires_at = until
    WHERE name = wanted AND state = 'warm' AND keeper = its_keeper;
    outcome := CASE WHEN FOUND THEN 'kept' ELSE 'gone' END;
END $$;

-- Opens a database again, by its name or by its key. The outcomes: joined; sealing, the snapshot of the database comes
-- first; absent, the key has no database; gone, with the reason; unknown, the name was never handed out, or was
-- dropped long ago.
CREATE FUNCTION registry.join(
    word text, by_key boolean, OUT outcome text, OUT database text, OUT its_key text, OUT until timestamptz,
    OUT unused double precision, OUT why text, OUT term double precision)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    it registry.lease;
BEGIN
    LOOP
        IF by_key THEN
            UPDATE registry.lease SET opened = opened + 1, resting_since = NULL, last_used_at = now(), joined_at = now(),
                   changed = changed OR resting_since IS NULL
            WHERE key = word AND state = 'leased' AND (expires_at > now() OR pinned) AND NOT seal_due RETURNING * INTO it;
        ELSE
            UPDATE registry.lease SET opened = opened + 1, resting_since = NULL, last_used_at = now(), joined_at = now(),
                   changed = changed OR resting_since IS NULL
            WHERE name = word AND state = 'leased' AND (expires_at > now() OR pinned) AND NOT seal_due RETURNING * INTO it;
        END IF;
        EXIT WHEN FOUND;
        -- The reason is read under the lock of the row, so that the reason stays true until the end.
        IF by_key THEN
            SELECT * INTO it FROM registry.lease WHERE key = word AND state = 'leased' FOR UPDATE;
        ELSE
            SELECT * INTO it FROM registry.lease WHERE name = word FOR UPDATE;
        END IF;
        -- If the snapshot has ended meanwhile, the database can be joined now.
        CONTINUE WHEN FOUND AND it.state = 'leased' AND (it.expires_at > now() OR it.pinned) AND NOT it.seal_due;
        database := it.name;
        its_key := it.key;
        IF it.state = 'leased' AND (it.expires_at > now() OR it.pinned) THEN
            outcome := 'sealing';
        ELSIF by_key THEN
            -- A reset may have given the key to another row since this statement began.
            CONTINUE WHEN EXISTS (SELECT FROM registry.lease WHERE key = word AND state = 'leased'
                                  AND (expires_at > now() OR pinned));
            outcome := 'absent';
        ELSE
            SELECT w.reason, w.term, w.key INTO why, term, its_key FROM registry.whereabouts(word) AS w WHERE NOT w.in_service;
            outcome := CASE WHEN FOUND THEN 'gone' ELSE 'unknown' END;
            database := word;
        END IF;
        RETURN;
    END LOOP;
    outcome := 'joined';
    database := it.name;
    its_key := it.key;
    until := CASE WHEN it.pinned THEN 'infinity' ELSE it.expires_at END;
    unused := CASE WHEN NOT it.pinned THEN extract(epoch FROM it.idle) END;
END $$;

-- Whether a database that was handed out once is in service. If not, also the reason, and the term that ran out, in
-- seconds. No row: the database was never handed out, or was dropped long ago.
CREATE FUNCTION registry.whereabouts(
    wanted text, OUT in_service boolean, OUT key text, OUT reason text, OUT term double precision)
RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.state = 'leased' AND (l.expires_at > now() OR l.pinned), l.key,
           CASE WHEN l.state = 'leased' THEN 'aged' ELSE coalesce(l.reason, 'dropped') END,
           extract(epoch FROM CASE WHEN l.state = 'leased' THEN l.expires_at - l.leased_at ELSE l.term END)::double precision
    FROM registry.lease l WHERE l.name = wanted AND l.leased_at IS NOT NULL AND l.kind = 'database'
    UNION ALL
    SELECT false, r.key, r.reason, extract(epoch FROM r.term)::double precision FROM registry.reclaimed r WHERE r.name = wanted
$$;

-- Takes databases out of service that are aged or idle. A session may be busy although no proxy has reported this yet,
-- so the server is asked.
CREATE FUNCTION registry.take_over() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    it record;
    used timestamptz;
BEGIN
    FOR it IN
        SELECT name, idle, last_used_at, expires_at <= now() AS aged FROM registry.lease
        WHERE state = 'leased' AND NOT pinned AND (expires_at <= now() OR last_used_at + idle <= now())
        ORDER BY name FOR UPDATE SKIP LOCKED
    LOOP
        IF it.aged THEN
            UPDATE registry.lease SET state = 'reclaiming', retry_at = now(), reason = 'aged', term = expires_at - leased_at
            WHERE name = it.name;
            CONTINUE;
        END IF;
        SELECT max(CASE WHEN state IN ('active', 'fastpath function call') THEN now() ELSE greatest(backend_start, state_change) END)
        INTO used FROM pg_stat_activity WHERE datname = it.name AND usesysid IS NOT NULL;
        IF used + it.idle > now() THEN
            UPDATE registry.lease SET last_used_at = greatest(last_used_at, least(used, now())) WHERE name = it.name;
        ELSE
            UPDATE registry.lease SET state = 'reclaiming', retry_at = now(), reason = 'idle', term = idle WHERE name = it.name;
        END IF;
    END LOOP;
END $$;

-- Ends the sessions on a database. Each proxy was notified, and has half a second to tell its own clients the reason.
-- Then the server ends the other sessions: sessions that do not pass through any proxy, and sessions of a proxy that
-- hangs.
CREATE FUNCTION registry.end_sessions(doomed text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    FOR i IN 1 .. 50 LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN NOT registry.in_use(doomed);
        PERFORM pg_sleep(0.01);
    END LOOP;
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = doomed AND usesysid IS NOT NULL;
END $$;

-- Runs before a database is dropped: takes the lock on the database's name, and ends the sessions on the database.
-- Returns due, whether the registry has the database as one to drop, and shut, whether its owner or a session may be in
-- the way of the drop.
CREATE FUNCTION registry.about_to_drop(doomed text, OUT due boolean, OUT shut boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- The proxy that makes or copies the database comes first.
    PERFORM pg_advisory_lock(hashtextextended(doomed, 0));
    due := EXISTS (SELECT FROM registry.lease WHERE name = doomed AND state = 'reclaiming');
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
CREATE FUNCTION registry.dropped(gone text) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    WITH it AS (DELETE FROM registry.lease WHERE name = gone AND state = 'reclaiming' RETURNING *)
    INSERT INTO registry.reclaimed (name, key, client, reason, term, created_at)
    SELECT name, key, client, coalesce(reason, 'dropped'), term, created_at FROM it
    WHERE leased_at IS NOT NULL AND kind = 'database'
    ON CONFLICT DO NOTHING;
    RETURN pg_advisory_unlock(hashtextextended(gone, 0));
END $$;

-- Tells every proxy that a database was taken out of service, so that each proxy can tell its own clients why.
CREATE FUNCTION registry.notify_proxies() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('dayfly_reclaiming', NEW.name);
    RETURN NULL;
END $$;

CREATE TRIGGER notify_proxies AFTER UPDATE OF state ON registry.lease FOR EACH ROW
WHEN (OLD.state = 'leased' AND NEW.state = 'reclaiming') EXECUTE FUNCTION registry.notify_proxies();
