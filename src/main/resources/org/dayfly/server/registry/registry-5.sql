-- Limits for one client, and for keys with the same prefix.

-- The addresses of one client. An IPv6 host can choose from a whole network of 64 bits.
CREATE FUNCTION block_of(client inet) RETURNS inet LANGUAGE sql IMMUTABLE AS
    $$ SELECT host(network(set_masklen(client, CASE family(client) WHEN 4 THEN 32 ELSE 64 END)))::inet $$;

-- Takes the database that has been at rest longest out of service, except the database of the key spared_key. Only
-- looks at the databases of a client, if a client is given, and at keys with a prefix, if a prefix is given. Returns
-- whether there is such a database.
CREATE FUNCTION evict(spared_key text, of_block inet, of_prefix text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    candidate text;
BEGIN
    -- A copy that was made of a database after its rest began counts as a use of the database.
    FOR candidate IN
        SELECT name FROM lease
        WHERE state = 'leased' AND NOT pinned AND resting_since IS NOT NULL AND (key = spared_key) IS NOT TRUE
              AND (of_block IS NULL OR block_of(client) = of_block) AND (of_prefix IS NULL OR starts_with(key, of_prefix))
        ORDER BY last_used_at
    LOOP
        -- The server knows of a session through another proxy, or of a session that does not pass through any proxy,
        -- even if the registry does not. (The server knows at once that there is a backend. The server takes longer to
        -- tell whether the backend is only a worker of the server's own.)
        CONTINUE WHEN pg_stat_get_db_numbackends((SELECT oid FROM pg_database WHERE datname = candidate)) > 0
                  AND EXISTS (SELECT FROM pg_stat_activity WHERE datname = candidate AND usesysid IS NOT NULL);
        UPDATE lease SET state = 'reclaiming', reason = 'evicted', retry_at = now()
        WHERE name = candidate AND state = 'leased' AND NOT pinned AND resting_since IS NOT NULL;
        IF FOUND THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

CREATE OR REPLACE FUNCTION evict(spared_key text) RETURNS boolean LANGUAGE sql AS
    $$ SELECT evict(spared_key, NULL, NULL) $$;

-- Makes room for one more database of a client, or with a key prefix, and takes other such databases out of service if
-- needed. Returns how many databases were taken out of service; -1: all such databases are in use.
CREATE FUNCTION make_room_among(most integer, new_key text, of_block inet, of_prefix text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    over integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('count', 0));
    SELECT count(*) + 1 - most INTO over FROM lease
    WHERE state = 'leased' AND (key = new_key) IS NOT TRUE
          AND (of_block IS NULL OR block_of(client) = of_block) AND (of_prefix IS NULL OR starts_with(key, of_prefix));
    FOR i IN 1 .. over LOOP
        IF NOT evict(new_key, of_block, of_prefix) THEN
            RETURN -1;
        END IF;
    END LOOP;
    RETURN greatest(over, 0);
END $$;

-- Hands out a database as the function of the same name does, under a limit for the client and a limit for keys with
-- the same prefix; 0: no limit. There are two more outcomes: crowded, the client has as many databases as allowed, all
-- in use; crowded_key, there are as many databases with such keys as allowed.
CREATE FUNCTION hand_out(wanted text, new_key text, replaces boolean, most integer, new_client inet,
                         ttl double precision, unused double precision,
                         most_of_client integer, prefix text, most_of_prefix integer,
                         OUT outcome text, OUT made_room boolean, OUT until timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    evicted integer := 0;
    more integer := 0;
BEGIN
    IF new_key IS NULL OR replaces OR NOT EXISTS (
        SELECT FROM lease WHERE key = new_key AND state = 'leased' AND (expires_at > now() OR pinned))
    THEN
        IF most_of_client > 0 AND new_client IS NOT NULL THEN
            evicted := make_room_among(most_of_client, new_key, block_of(new_client), NULL);
        END IF;
        IF most_of_prefix > 0 AND prefix IS NOT NULL AND evicted >= 0 THEN
            more := make_room_among(most_of_prefix, new_key, NULL, prefix);
        END IF;
        IF evicted < 0 OR more < 0 THEN
            outcome := CASE WHEN evicted < 0 THEN 'crowded' ELSE 'crowded_key' END;
            made_room := evicted > 0;
            RETURN;
        END IF;
    END IF;
    SELECT h.outcome, h.made_room OR evicted + more > 0, h.until INTO outcome, made_room, until
    FROM hand_out(wanted, new_key, replaces, most, new_client, ttl, unused) AS h;
END $$;
