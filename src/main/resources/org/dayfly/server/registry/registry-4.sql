-- Hand-outs that are committed before their client comes.

ALTER TABLE lease
    DROP CONSTRAINT lease_state_check,
    ADD CONSTRAINT lease_state_check CHECK (state IN ('creating', 'warm', 'promised', 'leased', 'sealed', 'reclaiming'));

COMMENT ON COLUMN lease.state IS 'creating: being made; warm: made ahead for whoever comes next; promised: the same, and it may have come; leased: in service; sealed: copies are made of it; reclaiming: out of service, about to be dropped';
COMMENT ON COLUMN lease.keeper IS 'of a warm or promised one, the proxy that made it; it holds an advisory lock for as long as it lives';

-- Takes the database longest at rest out of service, but not the one of that key; whether there is one.
CREATE OR REPLACE FUNCTION evict(spared_key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    candidate text;
BEGIN
    -- One that was copied since it came to rest was of use since.
    FOR candidate IN
        SELECT name FROM lease
        WHERE state = 'leased' AND NOT pinned AND resting_since IS NOT NULL AND (key = spared_key) IS NOT TRUE
        ORDER BY last_used_at
    LOOP
        -- Of a session of another proxy, or one past every proxy, the server knows, whatever the registry does.
        -- (That there is a backend is known at once; whether it is but a worker of the server's own takes longer.)
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

CREATE OR REPLACE FUNCTION make_room(most integer, new_key text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    over integer;
BEGIN
    -- One at a time: the next one counts when this one is handed out, or not.
    PERFORM pg_advisory_xact_lock(hashtextextended('count', 0));
    -- One that gives way to another with its key, in a reset, keeps its place for that.
    SELECT count(*) + 1 - most INTO over FROM lease
    WHERE state = 'promised' OR (state = 'leased' AND (key = new_key) IS NOT TRUE);
    -- More than one where the limit was lowered since.
    FOR i IN 1 .. over LOOP
        IF NOT evict(new_key) THEN
            RETURN -1;
        END IF;
    END LOOP;
    RETURN greatest(over, 0);
END $$;

-- Counts a warm database as handed out from now on. While less than half of the room is taken that is free; beyond, it holds
-- for a fiftieth of the room, for which the one longest at rest may have to go. The answers: promised, whether it was done;
-- made_room; moment, when.
CREATE FUNCTION promise(wanted text, its_keeper bigint, most integer,
                        OUT promised boolean, OUT made_room boolean, OUT moment timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    taken integer;
    ahead integer;
BEGIN
    promised := false;
    made_room := false;
    moment := now();
    IF most > 0 THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('count', 0));
        SELECT count(*), count(*) FILTER (WHERE state = 'promised') INTO taken, ahead
        FROM lease WHERE state IN ('leased', 'promised');
        IF taken >= most / 2 AND ahead >= most / 50 THEN
            RETURN;
        END IF;
        IF taken >= most THEN
            IF NOT evict(NULL) THEN
                RETURN;
            END IF;
            made_room := true;
        END IF;
    END IF;
    UPDATE lease SET state = 'promised' WHERE name = wanted AND state = 'warm' AND keeper = its_keeper;
    promised := FOUND;
END $$;

CREATE OR REPLACE VIEW ls AS
SELECT name, kind, key, source, CASE state WHEN 'promised' THEN 'warm' ELSE state END AS state,
       coalesce(sessions, 0) AS sessions, size_of(name) AS size,
       date_trunc('second', now() - coalesce(leased_at, created_at)) AS age,
       CASE WHEN isfinite(expires_at) AND NOT pinned THEN date_trunc('second', expires_at - now()) END AS time_left,
       CASE WHEN kind = 'database' AND leased_at IS NOT NULL THEN date_trunc('second', now() - last_used_at) END AS unused
FROM lease
     LEFT JOIN (SELECT datname, count(*) AS sessions FROM pg_stat_activity WHERE usesysid IS NOT NULL GROUP BY datname)
         AS activity ON datname = name
ORDER BY kind, coalesce(leased_at, created_at);
