-- Hand-outs that are committed before their client connects.

ALTER TABLE lease
    DROP CONSTRAINT lease_state_check,
    ADD CONSTRAINT lease_state_check CHECK (state IN ('creating', 'warm', 'promised', 'leased', 'sealed', 'reclaiming'));

COMMENT ON COLUMN lease.state IS 'creating: being made; warm: made ahead for whoever comes next; promised: the same, and it may have come; leased: in service; sealed: copies are made of it; reclaiming: out of service, about to be dropped';
COMMENT ON COLUMN lease.keeper IS 'of a warm or promised one, the proxy that made it; it holds an advisory lock for as long as it lives';

-- Takes the database that has been at rest longest out of service, except the database of the key spared_key. Returns
-- whether there is such a database.
CREATE OR REPLACE FUNCTION evict(spared_key text) RETURNS boolean LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION make_room(most integer, new_key text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    over integer;
BEGIN
    -- One hand-out at a time. The next hand-out counts the databases after this database is handed out, or is not.
    PERFORM pg_advisory_xact_lock(hashtextextended('count', 0));
    -- A database that a reset replaces by another database with its key leaves its place to the other database.
    SELECT count(*) + 1 - most INTO over FROM lease
    WHERE state = 'promised' OR (state = 'leased' AND (key = new_key) IS NOT TRUE);
    -- More than one if the limit was lowered since.
    FOR i IN 1 .. over LOOP
        IF NOT evict(new_key) THEN
            RETURN -1;
        END IF;
    END LOOP;
    RETURN greatest(over, 0);
END $$;

-- Counts a warm database as handed out from now on. If less than half of the limit is taken, there is room for any
-- number of such databases. Above half, there is room for a fiftieth of the limit, and the database that has been at
-- rest longest may have to give way. Returns promised, whether the database counts as handed out; made_room; and
-- moment, the time of this.
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
