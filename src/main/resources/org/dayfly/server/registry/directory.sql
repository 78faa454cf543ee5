-- The directory of keys: the server of each key's database, for proxies that use several servers. One server's registry
-- has the directory; in the others this table is empty.
--
-- A key gets a row before its database is made. made says that a database was handed out on that server. A proxy that
-- has just made a database confirms the row, and drops the database if the row has changed. So a row can be removed
-- without a lock on the server: renew_key raises the generation, after which no older hand-out is confirmed; then the
-- server is asked whether the key has a database there; then remove_key removes the row, unless it was confirmed.

-- The row of a key. If the key has no row, it gets one with this server. Returns claimed, whether the row is new.
CREATE OR REPLACE FUNCTION registry.claim_key(
    wanted text, its_server text, OUT server text, OUT generation bigint, OUT made boolean, OUT claimed boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOOP
        SELECT d.server, d.generation, d.made, false INTO server, generation, made, claimed
        FROM registry.directory AS d WHERE d.key = wanted;
        EXIT WHEN FOUND;
        INSERT INTO registry.directory AS d (key, server) VALUES (wanted, its_server) ON CONFLICT DO NOTHING
        RETURNING d.server, d.generation, d.made, true INTO server, generation, made, claimed;
        EXIT WHEN FOUND;
    END LOOP;
END $$;

-- The row of a key, if the key has one.
CREATE OR REPLACE FUNCTION registry.find_key(
    wanted text, OUT server text, OUT generation bigint, OUT made boolean, OUT claimed boolean) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.server, d.generation, d.made, false FROM registry.directory AS d WHERE d.key = wanted
$$;

-- Records that the key's database was handed out. Returns false if the row has changed: then there may be another
-- database of the key, and the hand-out does not count.
CREATE OR REPLACE FUNCTION registry.confirm_key(wanted text, its_server text, its_generation bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.directory SET made = true, changed_at = now()
    WHERE key = wanted AND server = its_server AND generation = its_generation;
    RETURN FOUND;
END $$;

-- Raises the generation, so that no hand-out of the present generation is confirmed. Returns the new generation, null
-- if the row has changed.
CREATE OR REPLACE FUNCTION registry.renew_key(wanted text, its_server text, its_generation bigint) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE registry.directory SET generation = generation + 1, made = false, changed_at = now()
    WHERE key = wanted AND server = its_server AND generation = its_generation
    RETURNING generation
$$;

-- Removes the row of a key that has no database. Returns false if the row has changed, or is confirmed.
CREATE OR REPLACE FUNCTION registry.remove_key(wanted text, its_server text, its_generation bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM registry.directory
    WHERE key = wanted AND server = its_server AND generation = its_generation AND NOT made;
    RETURN FOUND;
END $$;

-- The rows of a server. Returns old, whether a row has not changed for this long.
CREATE OR REPLACE FUNCTION registry.keys_of(
    its_server text, age interval, OUT key text, OUT generation bigint, OUT old boolean)
RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.key, d.generation, d.changed_at < now() - age FROM registry.directory AS d WHERE d.server = its_server
$$;

-- The keys that have a database on this server, or had a database within this time.
CREATE OR REPLACE FUNCTION registry.keys_here(age interval, OUT key text, OUT in_service boolean)
RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.key, true FROM registry.lease l WHERE l.state = 'leased' AND l.key IS NOT NULL
    UNION ALL
    SELECT r.key, false FROM registry.reclaimed r WHERE r.key IS NOT NULL AND r.reclaimed_at > now() - age
$$;

-- Tells the server which server has the directory of its keys; null: the server is the only one. Refuses another
-- directory while another proxy lives. A server that was the only one may get a directory at any time: from then on
-- registry.hand_out gives keys only to proxies that name the same directory. Returns joined; and listed, whether the
-- directory has had all keys of this server.
CREATE OR REPLACE FUNCTION registry.join_directory(
    its_proxy bigint, wanted text, OUT joined boolean, OUT listed boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    present text;
BEGIN
    -- Waits for hand-outs under the former directory, so that a later look at the keys finds them all.
    PERFORM registry.lock_directory();
    SELECT i.directory, i.listed INTO present, listed FROM registry.installation AS i;
    joined := present IS NOT DISTINCT FROM wanted;
    IF NOT joined AND (present IS NULL OR registry.other_proxies(its_proxy) = 0) THEN
        UPDATE registry.installation SET directory = wanted, listed = false;
        joined := true;
        listed := false;
    END IF;
END $$;

-- The tag of the server with the directory; null: the server is the only one.
CREATE OR REPLACE FUNCTION registry.present_directory() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT i.directory FROM registry.installation AS i
$$;

-- Records that the directory has had all keys of this server. Does nothing if the server has another directory by now.
CREATE OR REPLACE FUNCTION registry.all_keys_listed(its_directory text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE registry.installation SET listed = true WHERE directory = its_directory AND NOT listed
$$;

-- Moves a key from a server that is lost to another server. The database of the key on the lost server is void: it is
-- dropped when the server is back. Returns the new generation, null if the row has changed.
CREATE OR REPLACE FUNCTION registry.move_key(
    wanted text, its_server text, its_generation bigint, new_server text) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE registry.directory
    SET server = new_server, generation = generation + 1, made = false, changed_at = now(), moved_from = its_server
    WHERE key = wanted AND server = its_server AND generation = its_generation
    RETURNING generation
$$;

-- The keys that have moved from a server, and whose databases there are void.
CREATE OR REPLACE FUNCTION registry.moved_keys(its_server text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT key FROM registry.directory WHERE moved_from = its_server AND server <> its_server
$$;

-- Records that a key has no database any more on the server that it has moved from.
CREATE OR REPLACE FUNCTION registry.key_has_moved(wanted text, its_server text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE registry.directory SET moved_from = NULL WHERE key = wanted AND moved_from = its_server
$$;
