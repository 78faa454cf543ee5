-- A shared database between its sessions, and the snapshots that copies are made of. All statements about columns
-- rests, last_rest, changed, copied, seal_due, and the stamp of a snapshot are here, but for the first value of stamp.
--
-- A rest begins when the last session ends. Copies are made of the content at the last rest before which the content
-- may have changed: the database's last_rest, the snapshot's stamp. While the two are equal, the snapshot is good.
-- Otherwise a snapshot is due (seal_due), and no session joins until its files are copied. Class Rests has the picture.

-- Opens a database again, by its name or by its key. The outcomes: joined; sealing, the snapshot of the database comes
-- first; absent, the key has no database; other_kind, the key has a database of another kind than the client wants;
-- gone, with the reason; unknown, the name was never handed out, or was dropped long ago. With joined, is_source tells
-- whether clients make copies of the database. Without wanted_kind, the client takes any kind.
-- With its_after, the client says what happens to the database after its use. A database that is kept stays for at
-- least so many seconds from now, kept, but gets no older than oldest seconds; 0 is no limit.
CREATE OR REPLACE FUNCTION registry.join(
    word text, by_key boolean, wanted_kind text, its_after text, kept double precision, oldest double precision,
    OUT outcome text, OUT database text, OUT its_key text, OUT its_kind text, OUT until timestamptz,
    OUT unused double precision, OUT is_source boolean, OUT why text, OUT term double precision)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    it registry.lease;
BEGIN
    LOOP
        IF by_key THEN
            UPDATE registry.lease SET opened = opened + 1, resting_since = NULL, last_used_at = now(),
                   joined_at = now(), changed = changed OR resting_since IS NULL
            WHERE key = word AND kind = coalesce(wanted_kind, kind) AND state = 'leased'
                  AND (expires_at > now() OR pinned) AND NOT seal_due
            RETURNING * INTO it;
        ELSE
            UPDATE registry.lease SET opened = opened + 1, resting_since = NULL, last_used_at = now(),
                   joined_at = now(), changed = changed OR resting_since IS NULL
            WHERE name = word AND state = 'leased' AND (expires_at > now() OR pinned) AND NOT seal_due
            RETURNING * INTO it;
        END IF;
        EXIT WHEN FOUND;
        -- The reason is read under the lock of the row, so that the reason stays true until the end.
        IF by_key THEN
            SELECT * INTO it FROM registry.lease WHERE key = word AND state = 'leased' FOR UPDATE;
        ELSE
            SELECT * INTO it FROM registry.lease WHERE name = word FOR UPDATE;
        END IF;
        database := it.name;
        its_key := it.key;
        its_kind := it.kind;
        IF it.state = 'leased' AND (it.expires_at > now() OR it.pinned) AND by_key AND it.kind <> wanted_kind THEN
            outcome := 'other_kind';
            RETURN;
        END IF;
        -- If the snapshot has ended meanwhile, the database can be joined now.
        CONTINUE WHEN FOUND AND it.state = 'leased' AND (it.expires_at > now() OR it.pinned) AND NOT it.seal_due;
        IF it.state = 'leased' AND (it.expires_at > now() OR it.pinned) THEN
            outcome := 'sealing';
        ELSIF by_key THEN
            -- A reset may have given the key to another row since this statement began.
            CONTINUE WHEN EXISTS (SELECT FROM registry.lease WHERE key = word AND state = 'leased'
                                  AND (expires_at > now() OR pinned));
            outcome := 'absent';
        ELSE
            SELECT w.reason, w.term, w.key, w.kind INTO why, term, its_key, its_kind
            FROM registry.whereabouts(word) AS w WHERE NOT w.in_service;
            outcome := CASE WHEN FOUND THEN 'gone' ELSE 'unknown' END;
            database := word;
        END IF;
        RETURN;
    END LOOP;
    IF its_after IS NOT NULL THEN
        UPDATE registry.lease
        SET after = its_after,
            expires_at = CASE its_after WHEN 'keep' THEN greatest(
                                 expires_at, least(now() + make_interval(secs => nullif(kept, 0)),
                                                   leased_at + make_interval(secs => nullif(oldest, 0)), 'infinity'))
                              ELSE expires_at END,
            idle = CASE WHEN its_after = 'drop' THEN idle
                        WHEN idle IS NOT NULL AND kept > 0 THEN greatest(idle, make_interval(secs => kept)) END
        WHERE name = it.name RETURNING * INTO it;
    END IF;
    outcome := 'joined';
    database := it.name;
    its_key := it.key;
    its_kind := it.kind;
    until := CASE WHEN it.pinned THEN 'infinity' ELSE it.expires_at END;
    unused := CASE WHEN NOT it.pinned THEN extract(epoch FROM it.idle) END;
    is_source := it.copied;
END $$;

-- Begins a rest that a proxy reports, after the last session ended so many seconds ago. The proxy opened more sessions,
-- unasked, than the registry has counted. No row: the database is not in service, or a session was handed out after the
-- rest began. Returns number, the number of the rest; due, whether a snapshot comes before the next session; kept,
-- whether the database is shared and its content may have changed before this rest; and has_snapshot. (A session of
-- another proxy may still be open. Then the snapshot that is due finds the session, and the rest does not count.)
CREATE OR REPLACE FUNCTION registry.rest(
    wanted text, ago double precision, may_have_changed boolean, unasked integer,
    OUT number integer, OUT due boolean, OUT kept boolean, OUT has_snapshot boolean)
RETURNS SETOF record LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    since timestamptz := now() - make_interval(secs => ago);
BEGIN
    RETURN QUERY
    UPDATE registry.lease AS it
    SET resting_since = since, last_used_at = greatest(last_used_at, since), opened = opened + unasked, sessions = 0,
        rests = rests + 1,
        last_rest = CASE WHEN it.changed OR may_have_changed THEN rests + 1 ELSE last_rest END, changed = false,
        seal_due = seal_due OR ((it.changed OR may_have_changed) AND key IS NOT NULL AND copied)
    WHERE name = wanted AND state = 'leased' AND joined_at <= since
    RETURNING rests, seal_due, kind = 'database' AND key IS NOT NULL AND last_rest = rests,
              EXISTS (SELECT FROM registry.lease s WHERE s.sealed_from = it.name AND s.state = 'sealed');
END $$;

-- Begins the rests that no proxy reported, because the proxy of the last session is gone, or could not report. It is
-- unknown whether that session changed the database. A login takes far less than a minute. A row that another
-- transaction is changing is left to the next call.
CREATE OR REPLACE FUNCTION registry.rest_unreported() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    names text[] := ARRAY (
        SELECT name FROM registry.lease
        WHERE kind = 'database' AND state = 'leased' AND resting_since IS NULL AND joined_at < now() - interval '1 min'
              AND name NOT IN (SELECT datname FROM registry.session)
        ORDER BY name FOR UPDATE SKIP LOCKED);
BEGIN
    UPDATE registry.lease
    SET resting_since = now(), rests = rests + 1, last_rest = rests + 1, changed = false, seal_due = key IS NOT NULL
    WHERE name = ANY (names);
END $$;

-- Begins the rests of all whole servers. Only the dayfly that runs them has sessions there, and it has just started.
CREATE OR REPLACE FUNCTION registry.rest_servers() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.lease SET resting_since = now(), rests = rests + 1, sessions = 0
    WHERE kind = 'server' AND state = 'leased' AND resting_since IS NULL;
END $$;

-- The snapshot of a database that is in force, and the number of the rest that it was taken at. No row: there is none.
CREATE OR REPLACE FUNCTION registry.snapshot_of(source_name text, OUT snapshot text, OUT rest integer)
RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT name, stamp::integer FROM registry.lease WHERE sealed_from = source_name AND state = 'sealed'
$$;

-- The database of a key that a client wants to copy, with its snapshot. A copy counts as a use. No row: the key has no
-- database.
CREATE OR REPLACE FUNCTION registry.copy_source(
    its_key text, OUT database text, OUT at_rest boolean, OUT rest integer, OUT snapshot text,
    OUT rest_of_snapshot integer)
RETURNS SETOF record LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    UPDATE registry.lease AS it SET last_used_at = now(), copied = true
    WHERE key = its_key AND kind = 'database' AND state = 'leased' AND (expires_at > now() OR pinned)
    RETURNING it.name, resting_since IS NOT NULL, last_rest,
              (SELECT s.name FROM registry.lease s WHERE s.sealed_from = it.name AND s.state = 'sealed'),
              (SELECT s.stamp::integer FROM registry.lease s WHERE s.sealed_from = it.name AND s.state = 'sealed');
END $$;

-- Begins the snapshot of a database at rest, if one is due: the database was copied before, or still has the rest of
-- this number. No session joins the database until a function below lets sessions in. Returns due, its_key, and the
-- stamp of the snapshot. No row: nothing is due.
CREATE OR REPLACE FUNCTION registry.begin_snapshot(
    wanted text, at_rest integer, OUT due boolean, OUT its_key text, OUT its_stamp text)
RETURNS SETOF record LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    UPDATE registry.lease AS it
    SET seal_due = kind = 'database' AND state = 'leased' AND key IS NOT NULL AND resting_since IS NOT NULL
        AND NOT EXISTS (SELECT FROM registry.lease s WHERE s.sealed_from = it.name AND s.state = 'sealed'
                        AND s.stamp = it.last_rest::text)
    WHERE name = wanted AND (copied OR seal_due OR rests = at_rest)
    RETURNING seal_due, key, last_rest::text;
END $$;

-- Lets sessions in again, because the files of the snapshot are copied, or because the snapshot failed.
CREATE OR REPLACE FUNCTION registry.end_snapshot(wanted text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.lease SET seal_due = false WHERE name = wanted;
END $$;

-- Lets sessions in again, because a session is open that the proxy did not know of. So the database was not at rest,
-- and its last rest is the rest before.
CREATE OR REPLACE FUNCTION registry.end_snapshot_in_use(wanted text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.lease
    SET seal_due = false, resting_since = NULL, changed = true,
        last_rest = coalesce((SELECT rest FROM registry.snapshot_of(wanted)), 0)
    WHERE name = wanted;
END $$;

-- Lets sessions in again, because the last snapshot has the content. So the last snapshot stands for this rest too.
CREATE OR REPLACE FUNCTION registry.end_snapshot_unchanged(wanted text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.lease
    SET seal_due = false, last_rest = coalesce((SELECT rest FROM registry.snapshot_of(wanted)), last_rest)
    WHERE name = wanted;
END $$;
