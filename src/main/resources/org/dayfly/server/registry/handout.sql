-- A database from the intent to make it until a client has it: creating, warm, reserved, leased.

-- Writes down an intent to make a database, and holds the lock on the database's name until the session releases the
-- lock. Returns whether the database that is copied has settings of its own, which CREATE DATABASE does not copy.
CREATE OR REPLACE FUNCTION registry.intend(
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
        SELECT FROM pg_db_role_setting
        LEFT JOIN pg_database d ON d.oid = setdatabase LEFT JOIN pg_roles r ON r.oid = setrole
        WHERE coalesce(new_base, new_sealed_from) IN (datname, rolname));
END $$;

-- Puts a new database into the warm pool of a proxy. A copy takes some values from the sealed database that is copied.
CREATE OR REPLACE FUNCTION registry.keep_warm(wanted text, its_keeper bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- A crash that undoes this commit leaves an intent without a maker. A hand-out is committed for good.
    PERFORM set_config('synchronous_commit', 'off', true);
    UPDATE registry.lease AS it
    SET state = 'warm', keeper = its_keeper,
        unlogged = coalesce((SELECT of.unlogged FROM registry.lease AS of WHERE of.name = it.base), false),
        start_size = (SELECT of.start_size FROM registry.lease AS of WHERE of.name = it.base)
    WHERE it.name = wanted AND it.state = 'creating';
END $$;

-- The databases that are being made, or that a maker left behind.
CREATE OR REPLACE FUNCTION registry.unfinished() RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT name FROM registry.lease WHERE state = 'creating'
$$;

-- The proxies that keep warm databases, and those that left warm databases behind.
CREATE OR REPLACE FUNCTION registry.keepers() RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT keeper FROM registry.lease WHERE state IN ('warm', 'reserved')
$$;

-- Databases that can give way: of a kind, of a client, or with a key prefix. Returns the need databases that have been
-- at rest longest, or all if they are fewer. Changes nothing, and locks their rows. The database of spared_key keeps
-- its place for its successor. The databases in leaving give way already.
CREATE OR REPLACE FUNCTION registry.longest_at_rest(
    need integer, spared_key text, of_kind text, of_block inet, of_prefix text, leaving text[]) RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    resting text[] := '{}';
    candidate text;
BEGIN
    -- A copy that was made of a database after its rest began counts as a use of the database.
    FOR candidate IN
        SELECT name FROM registry.lease
        WHERE state = 'leased' AND NOT pinned AND resting_since IS NOT NULL AND (key = spared_key) IS NOT TRUE
              AND name <> ALL (leaving) AND (of_kind IS NULL OR kind = of_kind)
              AND (of_block IS NULL OR registry.block_of(client) = of_block)
              AND (of_prefix IS NULL OR starts_with(key, of_prefix))
        ORDER BY last_used_at FOR UPDATE SKIP LOCKED
    LOOP
        CONTINUE WHEN registry.in_use(candidate);
        resting := resting || candidate;
        EXIT WHEN cardinality(resting) = need;
    END LOOP;
    RETURN resting;
END $$;

-- Finds room for one more database under a limit: of all databases of its kind, of the databases of a client, or of the
-- databases with a key prefix. Of these, elsewhere are on other servers; they count, and cannot give way. Changes
-- nothing, and locks the rows of databases that may give way. Returns victims, the databases to take out of service,
-- null if there are too few; withdrawn, the reserved databases that become warm again, whichever proxy keeps them;
-- held, how many databases cannot give way; and here, how many databases stay on this server.
CREATE OR REPLACE FUNCTION registry.room(
    most integer, elsewhere integer, wanted text, spared_key text, of_block inet, of_prefix text, leaving text[],
    OUT victims text[], OUT withdrawn text[], OUT held integer, OUT here integer)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    everybody boolean := of_block IS NULL AND of_prefix IS NULL;
    of_kind text := CASE WHEN everybody THEN (SELECT kind FROM registry.lease WHERE name = wanted) END;
    need integer;
BEGIN
    SELECT count(*) INTO here FROM registry.lease
    WHERE name <> wanted AND name <> ALL (leaving) AND (of_kind IS NULL OR kind = of_kind)
          AND (state = 'leased' AND (key = spared_key) IS NOT TRUE OR state = 'reserved' AND everybody)
          AND (of_block IS NULL OR registry.block_of(client) = of_block)
          AND (of_prefix IS NULL OR starts_with(key, of_prefix));
    victims := '{}';
    withdrawn := '{}';
    -- More than one if the limit was lowered, or if another proxy has a higher limit.
    need := here + elsewhere + 1 - most;
    IF need <= 0 THEN
        RETURN;
    END IF;
    victims := registry.longest_at_rest(need, spared_key, of_kind, of_block, of_prefix, leaving);
    IF everybody AND cardinality(victims) < need THEN
        withdrawn := ARRAY (
            SELECT name FROM registry.lease WHERE state = 'reserved' AND name <> wanted AND kind = of_kind
            ORDER BY created_at LIMIT need - cardinality(victims) FOR UPDATE SKIP LOCKED);
    END IF;
    here := here - cardinality(victims) - cardinality(withdrawn);
    held := here + elsewhere;
    IF held >= most THEN
        victims := NULL;
    END IF;
END $$;

-- Makes the room that registry.room has found. Returns whether a database was taken out of service.
CREATE OR REPLACE FUNCTION registry.make_room(victims text[], withdrawn text[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM registry.reclaim(victims, 'evicted');
    UPDATE registry.lease SET state = 'warm' WHERE name = ANY (withdrawn);
    RETURN victims <> '{}';
END $$;

-- Makes room for a database on another server: takes up to need databases of a client, or with a key prefix, out of
-- service. Returns how many gave way.
CREATE OR REPLACE FUNCTION registry.give_way(of_client inet, of_prefix text, need integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    victims text[];
BEGIN
    PERFORM registry.lock_count();
    victims := registry.longest_at_rest(need, NULL, NULL, registry.block_of(of_client), of_prefix, '{}');
    PERFORM registry.make_room(victims, '{}');
    RETURN cardinality(victims);
END $$;

-- Puts a database into service, under a key if there is one. The database is warm, or its own keeper has reserved the
-- database. A limit of 0 is no limit. With replaces, the database that replaced names gives way. The outcomes: fresh;
-- gone, the database is not warm any more; taken, the key has a database that must not be replaced, or has another
-- database by now; full, crowded and crowded_key, there are as many databases as allowed of its kind, of the client, or
-- with such keys, and held of these databases cannot give way. In the last three cases nothing is changed. Reserved
-- databases that gave way are in withdrawn. The limits of the client and of the prefix include the databases that they
-- have on other servers. With fresh, client_here and prefix_here tell how many databases the client and the prefix now
-- have on this server; null if they have no limit. A proxy that names another directory of keys than the server has
-- gets no database with a key: elsewhere. The note of the client, new_note, is UTF-8.
CREATE OR REPLACE FUNCTION registry.hand_out(
    wanted text, its_keeper bigint, new_key text, replaces boolean, replaced text, most integer, new_client inet,
    ttl double precision, unused double precision, most_of_client integer, client_elsewhere integer, prefix text,
    most_of_prefix integer, prefix_elsewhere integer, its_directory text, new_note bytea, its_after text,
    OUT outcome text, OUT made_room boolean, OUT withdrawn text[], OUT until timestamptz, OUT held integer,
    OUT client_here integer, OUT prefix_here integer, OUT took_its_place boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    of_client boolean := most_of_client > 0 AND new_client IS NOT NULL;
    of_prefix boolean := most_of_prefix > 0 AND prefix IS NOT NULL;
    present registry.lease;
    in_service boolean := false;
    place record;
    all_victims text[] := '{}';
BEGIN
    made_room := false;
    withdrawn := '{}';
    IF new_key IS NOT NULL THEN
        PERFORM registry.share_directory();
        IF registry.present_directory() IS DISTINCT FROM its_directory THEN
            outcome := 'elsewhere';
            RETURN;
        END IF;
        PERFORM registry.lock_key(new_key);
    END IF;
    IF most > 0 OR of_client OR of_prefix THEN
        PERFORM registry.lock_count();
    END IF;
    PERFORM FROM registry.lease
    WHERE name = wanted AND (state = 'warm' OR state = 'reserved' AND keeper = its_keeper) FOR UPDATE;
    IF NOT FOUND THEN
        outcome := 'gone';
        RETURN;
    END IF;
    IF new_key IS NOT NULL THEN
        -- Locked before the rows of databases that give way. A database whose time is over may still have the key until
        -- the reaper takes the database out of service.
        SELECT * INTO present FROM registry.lease WHERE key = new_key AND state = 'leased' FOR UPDATE;
        in_service := FOUND AND (present.expires_at > now() OR present.pinned);
        IF in_service AND NOT (replaces AND present.name IS NOT DISTINCT FROM replaced) THEN
            outcome := 'taken';
            RETURN;
        END IF;
    END IF;
    IF of_client THEN
        place := registry.room(
            most_of_client, client_elsewhere, wanted, new_key, registry.block_of(new_client), NULL, all_victims);
        IF place.victims IS NULL THEN
            outcome := 'crowded';
            held := place.held;
            RETURN;
        END IF;
        client_here := place.here + 1;
        all_victims := all_victims || place.victims;
    END IF;
    IF of_prefix THEN
        place := registry.room(most_of_prefix, prefix_elsewhere, wanted, new_key, NULL, prefix, all_victims);
        IF place.victims IS NULL THEN
            outcome := 'crowded_key';
            held := place.held;
            RETURN;
        END IF;
        prefix_here := place.here + 1;
        all_victims := all_victims || place.victims;
    END IF;
    IF most > 0 THEN
        place := registry.room(most, 0, wanted, new_key, NULL, NULL, all_victims);
        IF place.victims IS NULL THEN
            outcome := 'full';
            held := place.held;
            RETURN;
        END IF;
        all_victims := all_victims || place.victims;
        withdrawn := place.withdrawn;
    END IF;
    made_room := registry.make_room(all_victims, withdrawn);
    IF in_service THEN
        PERFORM registry.reclaim(ARRAY[present.name], 'reset');
    ELSIF present.name IS NOT NULL THEN
        PERFORM registry.reclaim(ARRAY[present.name], 'aged', present.expires_at - present.leased_at);
    END IF;
    UPDATE registry.lease
    SET state = 'leased', keeper = NULL, key = new_key, client = new_client, leased_at = now(), last_used_at = now(),
        joined_at = now(), opened = 1, idle = make_interval(secs => nullif(unused, 0)),
        note = registry.text_of(new_note), after = its_after,
        expires_at = CASE ttl WHEN 0 THEN 'infinity' ELSE now() + make_interval(secs => ttl) END
    WHERE name = wanted RETURNING expires_at INTO until;
    took_its_place := in_service;
    outcome := 'fresh';
END $$;

-- Commits the hand-out of a warm database ahead: counts the database as handed out from now on. If less than half of
-- the limit is taken, there is room for any number of such databases. Above half, there is room for a fiftieth of the
-- limit, and the database that has been at rest longest may have to give way. Returns reserved, whether the database
-- counts as handed out; made_room; and moment, the time of this.
CREATE OR REPLACE FUNCTION registry.reserve(
    wanted text, its_keeper bigint, most integer, OUT reserved boolean, OUT made_room boolean, OUT moment timestamptz)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    taken integer;
    ahead integer;
    place record;
BEGIN
    reserved := false;
    made_room := false;
    moment := now();
    IF most > 0 THEN
        PERFORM registry.lock_count();
        SELECT count(*), count(*) FILTER (WHERE state = 'reserved') INTO taken, ahead
        FROM registry.lease WHERE state IN ('leased', 'reserved') AND name <> wanted
              AND kind = (SELECT of.kind FROM registry.lease AS of WHERE of.name = wanted);
        -- Above the limit, no database gives way for a client that has not connected yet.
        IF taken > most OR (taken >= most / 2 AND ahead >= most / 50) THEN
            RETURN;
        END IF;
    END IF;
    PERFORM FROM registry.lease
    WHERE name = wanted AND state IN ('warm', 'reserved') AND keeper = its_keeper FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF most > 0 AND taken = most THEN
        place := registry.room(most, 0, wanted, NULL, NULL, NULL, '{}');
        IF place.victims IS NULL OR place.withdrawn <> '{}' THEN
            RETURN;
        END IF;
        made_room := registry.make_room(place.victims, '{}');
    END IF;
    UPDATE registry.lease SET state = 'reserved' WHERE name = wanted;
    reserved := true;
END $$;

-- Withdraws reservations of a proxy: the databases are warm again.
CREATE OR REPLACE FUNCTION registry.withdraw(names text[], its_keeper bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    withdrawn text[] := ARRAY (
        SELECT name FROM registry.lease WHERE name = ANY (names) AND state = 'reserved' AND keeper = its_keeper
        ORDER BY name FOR UPDATE);
BEGIN
    UPDATE registry.lease SET state = 'warm' WHERE name = ANY (withdrawn);
END $$;

-- Writes down which client has a reserved database. If the reservation was withdrawn for another client, the database
-- must find room again. The outcomes: kept; gone; full, held databases cannot give way.
CREATE OR REPLACE FUNCTION registry.keep(
    wanted text, its_keeper bigint, new_client inet, unused double precision, told timestamptz, ttl double precision,
    most integer, new_note bytea, its_after text,
    OUT outcome text, OUT made_room boolean, OUT withdrawn text[], OUT held integer)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- The client was told the expiry time that the proxy computed. This time is right unless a clock was set since.
    due timestamptz := now() + make_interval(secs => ttl);
    until timestamptz := CASE WHEN told = 'infinity' OR told BETWEEN due - interval '5 s' AND due + interval '5 s'
                              THEN told ELSE due END;
    -- The state is read before any lock, because the count is locked before the row.
    counted boolean := EXISTS (SELECT FROM registry.lease WHERE name = wanted AND state IN ('reserved', 'leased'));
    place record;
BEGIN
    made_room := false;
    withdrawn := '{}';
    IF NOT counted THEN
        IF most > 0 THEN
            PERFORM registry.lock_count();
        END IF;
        PERFORM FROM registry.lease WHERE name = wanted AND state = 'warm' AND keeper = its_keeper FOR UPDATE;
        IF NOT FOUND THEN
            outcome := 'gone';
            RETURN;
        END IF;
        IF most > 0 THEN
            place := registry.room(most, 0, wanted, NULL, NULL, NULL, '{}');
            IF place.victims IS NULL THEN
                outcome := 'full';
                held := place.held;
                RETURN;
            END IF;
            withdrawn := place.withdrawn;
            made_room := registry.make_room(place.victims, withdrawn);
        END IF;
    END IF;
    UPDATE registry.lease
    SET state = 'leased', keeper = NULL, client = new_client, leased_at = now(), last_used_at = now(),
        joined_at = now(), opened = 1, idle = make_interval(secs => nullif(unused, 0)), expires_at = until,
        note = registry.text_of(new_note), after = its_after
    WHERE name = wanted AND state = ANY (CASE WHEN counted THEN '{reserved,leased}' ELSE '{warm}' END::text[]);
    IF NOT FOUND THEN
        -- The state changed after it was read. The caller asks again.
        RAISE serialization_failure USING MESSAGE = format('the reservation of database %s was just withdrawn', wanted);
    END IF;
    outcome := 'kept';
END $$;

-- How many databases in service the clients have, by one address of each client; and how many have a key with each of
-- these prefixes.
CREATE OR REPLACE FUNCTION registry.counts(prefixes text[], OUT client text, OUT prefix text, OUT databases integer)
RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT host(min(l.client)), NULL, count(*)::integer FROM registry.lease l
    WHERE l.state = 'leased' AND l.client IS NOT NULL
    GROUP BY registry.block_of(l.client)
    UNION ALL
    SELECT NULL, p.prefix, count(*)::integer FROM unnest(prefixes) AS p (prefix)
    JOIN registry.lease l ON starts_with(l.key, p.prefix) AND l.state = 'leased'
    GROUP BY p.prefix
$$;
