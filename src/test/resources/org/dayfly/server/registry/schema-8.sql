-- The registry as a dayfly of schema 8 made it: each migration up to version 8, in order, as that dayfly ran it. For a
-- test only. A registry of schema 8 must open unharmed.
CREATE SCHEMA registry;
ALTER DATABASE dayfly SET search_path = registry;
SET search_path = registry, pg_temp;
CREATE TABLE registry.schema_version (
    version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());

-- The list of databases: which databases exist, for which client, and until when. All times are by this server's clock.

CREATE TABLE lease (
    name          text COLLATE "C" PRIMARY KEY CHECK (name ~ '^dayfly_[a-z2-7]{10,48}$'),
    state         text NOT NULL CHECK (state IN ('creating', 'leased', 'reclaiming')),
    client        inet,
    created_at    timestamptz NOT NULL DEFAULT now(),
    leased_at     timestamptz,
    expires_at    timestamptz NOT NULL,
    idle          interval,
    pinned        boolean NOT NULL DEFAULT false,
    last_used_at  timestamptz NOT NULL DEFAULT now(),
    joined_at     timestamptz,
    resting_since timestamptz,
    opened        integer NOT NULL DEFAULT 0,
    reason        text,
    term          interval,
    attempts      integer NOT NULL DEFAULT 0,
    retry_at      timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

COMMENT ON TABLE lease IS 'Throwaway databases that exist, or are being made or dropped. Only what is listed here is ever dropped.';
COMMENT ON COLUMN lease.name IS 'name of the database and of the role that owns it';
COMMENT ON COLUMN lease.state IS 'creating: not handed out yet; leased: in service; reclaiming: out of service, about to be dropped';
COMMENT ON COLUMN lease.client IS 'address of the client it was made for; null: a Unix socket';
COMMENT ON COLUMN lease.created_at IS 'when it was begun';
COMMENT ON COLUMN lease.leased_at IS 'when it was handed out; null: never';
COMMENT ON COLUMN lease.expires_at IS 'when it is reclaimed at the latest, whatever goes on in it; update it to extend; infinity: never';
COMMENT ON COLUMN lease.idle IS 'how long it may lie unused before it is reclaimed; null: for ever';
COMMENT ON COLUMN lease.pinned IS 'kept whatever expires_at and idle say, and under pressure too';
COMMENT ON COLUMN lease.last_used_at IS 'when a session was last opened, busy or closed, as far as the proxies have told';
COMMENT ON COLUMN lease.joined_at IS 'when a session was last handed out on it';
COMMENT ON COLUMN lease.resting_since IS 'when its last session ended; null: a session may be open';
COMMENT ON COLUMN lease.opened IS 'sessions ever handed out on it';
COMMENT ON COLUMN lease.reason IS 'why it is being reclaimed';
COMMENT ON COLUMN lease.term IS 'the time that ran out, where it is reclaimed because one did';
COMMENT ON COLUMN lease.attempts IS 'drops that failed';
COMMENT ON COLUMN lease.retry_at IS 'when the drop is tried next';

CREATE TABLE reclaimed (
    name         text COLLATE "C" PRIMARY KEY,
    client       inet,
    reason       text NOT NULL,
    term         interval,
    created_at   timestamptz NOT NULL,
    reclaimed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON reclaimed (reclaimed_at);

COMMENT ON TABLE reclaimed IS 'Databases that were handed out and are gone, kept some days to tell whoever comes too late.';

CREATE TABLE installation (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    secret bytea NOT NULL
);
-- The secret is made here, so that no statement and no log has the secret.
INSERT INTO installation (secret)
SELECT sha256(string_agg(uuid_send(gen_random_uuid()), ''::bytea)) FROM generate_series(1, 4);

COMMENT ON TABLE installation IS 'The secret that every password is derived from. Whoever can read it can be any tenant.';
INSERT INTO registry.schema_version (version) VALUES (1);

-- Keys by which sessions share a database, and sealed databases that other databases are copied from.

ALTER TABLE lease
    ADD kind          text NOT NULL DEFAULT 'database' CHECK (kind IN ('database', 'snapshot', 'template')),
    ADD key           text COLLATE "C",
    ADD source        text COLLATE "C",
    ADD base          text COLLATE "C",
    ADD sealed_from   text COLLATE "C",
    ADD stamp         text COLLATE "C",
    ADD rests         integer NOT NULL DEFAULT 0,
    ADD last_rest     integer NOT NULL DEFAULT 0,
    ADD changed       boolean NOT NULL DEFAULT false,
    ADD copied        boolean NOT NULL DEFAULT false,
    ADD seal_due      boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT lease_state_check,
    ADD CONSTRAINT lease_state_check CHECK (state IN ('creating', 'leased', 'sealed', 'reclaiming'));

-- A database that is handed out under a key takes the place of the key's former database.
CREATE UNIQUE INDEX lease_key ON lease (key) WHERE state = 'leased';
CREATE INDEX lease_sealed_from ON lease (sealed_from) WHERE state = 'sealed';

COMMENT ON COLUMN lease.state IS 'creating: not handed out yet; leased: in service; sealed: copies are made of it; reclaiming: out of service, about to be dropped';
COMMENT ON COLUMN lease.kind IS 'database: for clients; snapshot: what a shared database held when it was at rest; template: one of proxy.conf';
COMMENT ON COLUMN lease.key IS 'the KEY that sessions share it by';
COMMENT ON COLUMN lease.source IS 'the SOURCE that it is a copy of; of a template its name, empty for the one that databases begin with';
COMMENT ON COLUMN lease.base IS 'the sealed database that it was copied from';
COMMENT ON COLUMN lease.sealed_from IS 'of a snapshot, the database that it was taken of';
COMMENT ON COLUMN lease.stamp IS 'of a snapshot, last_rest of its database then; of a template, the hash of what it was made of';
COMMENT ON COLUMN lease.rests IS 'how often its last session ended';
COMMENT ON COLUMN lease.last_rest IS 'number of the last rest that anything may have been done before';
COMMENT ON COLUMN lease.changed IS 'whether anything may have been done since, by more than who says so when it leaves';
COMMENT ON COLUMN lease.copied IS 'whether it was ever asked for as SOURCE';
COMMENT ON COLUMN lease.seal_due IS 'it is at rest, and its snapshot comes before the next session';

ALTER TABLE reclaimed ADD key text COLLATE "C";

COMMENT ON COLUMN reclaimed.key IS 'the KEY that sessions shared it by';

-- A database may be dropped while its size is read, and its owner may have closed the database to every role. A size is
-- not worth an error.
CREATE FUNCTION size_of(database text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN pg_database_size(database);
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;

CREATE VIEW ls AS
SELECT name, kind, key, source, state, coalesce(sessions, 0) AS sessions, size_of(name) AS size,
       date_trunc('second', now() - created_at) AS age,
       CASE WHEN isfinite(expires_at) AND NOT pinned THEN date_trunc('second', expires_at - now()) END AS time_left,
       CASE kind WHEN 'database' THEN date_trunc('second', now() - last_used_at) END AS unused
FROM lease
     LEFT JOIN (SELECT datname, count(*) AS sessions FROM pg_stat_activity WHERE usesysid IS NOT NULL GROUP BY datname)
         AS activity ON datname = name
ORDER BY kind, created_at;

COMMENT ON VIEW ls IS 'The databases there are, as dayfly ls shows them: those for clients, then snapshots, then templates, eldest first.';
COMMENT ON COLUMN ls.sessions IS 'open now';
COMMENT ON COLUMN ls.size IS 'in bytes; null: it cannot be told';
COMMENT ON COLUMN ls.age IS 'since it was begun';
COMMENT ON COLUMN ls.time_left IS 'until it is reclaimed at the latest; null: no limit';
COMMENT ON COLUMN ls.unused IS 'since a session was last opened, busy or closed';
INSERT INTO registry.schema_version (version) VALUES (2);

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
INSERT INTO registry.schema_version (version) VALUES (3);

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
INSERT INTO registry.schema_version (version) VALUES (4);

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
INSERT INTO registry.schema_version (version) VALUES (5);

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
INSERT INTO registry.schema_version (version) VALUES (6);

-- Sealed and warm databases that the server itself made stale, and the size that a database started with.

ALTER TABLE registry.lease
    ADD unlogged boolean NOT NULL DEFAULT false,
    ADD start_size bigint;

COMMENT ON COLUMN registry.lease.unlogged IS 'of a sealed or warm one, whether it holds unlogged relations, which a crash of the server empties';
COMMENT ON COLUMN registry.lease.start_size IS 'of a sealed one, its size in bytes; of a copy, the size of what it was copied from; null: unknown, or no copy';

-- It is unknown whether the existing databases hold unlogged relations.
UPDATE registry.lease SET unlogged = true WHERE state IN ('sealed', 'warm', 'promised');
UPDATE registry.lease SET start_size = registry.size_of(name) WHERE state = 'sealed';
UPDATE registry.lease SET start_size = it.start_size FROM registry.lease AS it WHERE it.name = registry.lease.base AND registry.lease.state <> 'sealed';

-- One row, until the server recovers from a crash. The recovery empties all unlogged relations, and this table too.
CREATE UNLOGGED TABLE registry.server_run (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    started timestamptz NOT NULL
);
INSERT INTO registry.server_run (started) VALUES (pg_postmaster_start_time());

COMMENT ON TABLE registry.server_run IS 'Emptied by the recovery that empties the unlogged tables of all databases.';
COMMENT ON COLUMN registry.server_run.started IS 'the start of the server that sealed and warm databases were last checked after';

-- The version of the collations that a database was made with, if the server has another version now; else null.
CREATE FUNCTION registry.outdated_collation(database text) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('server_version_num')::int < 150000 THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT datcollversion FROM pg_database
            WHERE datname = database AND datcollversion <> coalesce(pg_database_collation_actual_version(oid), ''));
END $$;

-- Takes sealed and warm databases out of service that the server made stale since the last check. Each session checks
-- this first. No session outlives a crash or a restart, so no session sees a stale database in service. (In the order
-- of locks, the row of server_run comes before all other locks.)
CREATE FUNCTION registry.take_stale(emptied_code text, outdated_code text, OUT emptied integer, OUT outdated integer)
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
    IF recovered THEN
        UPDATE registry.lease SET state = 'reclaiming', reason = emptied_code, retry_at = now()
        WHERE state IN ('sealed', 'warm', 'promised') AND unlogged;
        GET DIAGNOSTICS emptied = ROW_COUNT;
    END IF;
    UPDATE registry.lease SET state = 'reclaiming', reason = outdated_code, retry_at = now()
    WHERE state IN ('sealed', 'warm', 'promised') AND registry.outdated_collation(name) IS NOT NULL;
    GET DIAGNOSTICS outdated = ROW_COUNT;
END $$;

-- Whether the current role may end the sessions of another role.
CREATE FUNCTION registry.may_end(other oid) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT me.rolsuper OR (NOT it.rolsuper AND (pg_has_role(other, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE')))
    FROM pg_roles AS me, pg_roles AS it WHERE me.rolname = current_user AND it.oid = other
$$;

-- The maintenance role may not end the sessions of a superuser, or of a role that the maintenance role is no member of.
-- The drop reports such sessions.
CREATE OR REPLACE FUNCTION registry.end_sessions(doomed text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    FOR i IN 1 .. 50 LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN NOT registry.in_use(doomed);
        PERFORM pg_sleep(0.01);
    END LOOP;
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = doomed AND usesysid IS NOT NULL AND registry.may_end(usesysid);
END $$;
INSERT INTO registry.schema_version (version) VALUES (7);

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
INSERT INTO registry.schema_version (version) VALUES (8);
