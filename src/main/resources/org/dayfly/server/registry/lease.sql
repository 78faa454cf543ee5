-- Databases in service: which they are, when they were used, and what an operator changes.

-- Whether a database that was handed out once is in service. If not, also the reason, and the term that ran out, in
-- seconds. No row: the database was never handed out, or was dropped long ago.
CREATE OR REPLACE FUNCTION registry.whereabouts(
    wanted text, OUT in_service boolean, OUT kind text, OUT key text, OUT reason text, OUT term double precision)
RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.state = 'leased' AND (l.expires_at > now() OR l.pinned), l.kind, l.key,
           CASE WHEN l.state = 'leased' THEN 'aged' ELSE coalesce(l.reason, 'dropped') END,
           extract(epoch FROM CASE WHEN l.state = 'leased' THEN l.expires_at - l.leased_at
                                   ELSE l.term END)::double precision
    FROM registry.lease l WHERE l.name = wanted AND l.leased_at IS NOT NULL
          AND l.kind IN ('database', 'server')
    UNION ALL
    SELECT false, r.kind, r.key, r.reason, extract(epoch FROM r.term)::double precision
    FROM registry.reclaimed r WHERE r.name = wanted
$$;

-- How many databases are in service.
CREATE OR REPLACE FUNCTION registry.leased() RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*)::integer FROM registry.lease WHERE state = 'leased'
$$;

-- The database or server of a key, and the source that the database is a copy of. No row: the key has neither.
CREATE OR REPLACE FUNCTION registry.holder(wanted text, OUT database text, OUT its_source text, OUT its_kind text)
RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT name, source, kind FROM registry.lease
    WHERE key = wanted AND state = 'leased' AND (expires_at > now() OR pinned)
$$;

-- What a key had last that is no longer in service: a database or a whole server. Null: nothing in the last 7 days.
CREATE OR REPLACE FUNCTION registry.last_kind(wanted text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT kind FROM (
        SELECT kind, now() AS at FROM registry.lease WHERE key = wanted AND state = 'reclaiming'
        UNION ALL
        SELECT kind, reclaimed_at FROM registry.reclaimed WHERE key = wanted) AS gone
    ORDER BY at DESC LIMIT 1
$$;

-- Records how many seconds ago databases were last used, and how many sessions of the caller they have. The same use
-- may be reported many times: only a later use, or another number of sessions on a whole server, changes the row.
CREATE OR REPLACE FUNCTION registry.used(names text[], ago double precision[], its_sessions integer[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    WITH used AS MATERIALIZED (
        SELECT it.name, now() - make_interval(secs => told.ago) AS at,
               CASE kind WHEN 'server' THEN told.sessions ELSE 0 END AS sessions
        FROM registry.lease AS it
             JOIN unnest(names, ago, its_sessions) AS told (name, ago, sessions) ON told.name = it.name
        WHERE state = 'leased' AND (last_used_at < now() - make_interval(secs => told.ago + 0.05)
                                    OR kind = 'server' AND it.sessions <> told.sessions)
        ORDER BY it.name FOR NO KEY UPDATE OF it)
    UPDATE registry.lease AS it SET last_used_at = greatest(last_used_at, used.at), sessions = used.sessions
    FROM used WHERE it.name = used.name;
END $$;

-- The whole servers that exist, or that are being made or removed.
CREATE OR REPLACE FUNCTION registry.servers() RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT name FROM registry.lease WHERE kind = 'server'
$$;

-- Whole servers whose size may have changed since it was last recorded: a server at rest does not grow.
CREATE OR REPLACE FUNCTION registry.servers_that_may_grow() RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT name FROM registry.lease
    WHERE kind = 'server' AND (size IS NULL AND state <> 'creating' OR state = 'leased'
                               AND (resting_since IS NULL OR resting_since > now() - interval '1 min'))
$$;

-- Records the sizes of whole servers.
CREATE OR REPLACE FUNCTION registry.server_sizes(names text[], sizes bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.lease AS it SET size = told.size
    FROM unnest(names, sizes) AS told (name, size) WHERE told.name = it.name AND it.size IS DISTINCT FROM told.size;
END $$;

-- Databases in service that are larger than they were at the start by more than most bytes. A database at rest does not
-- grow, and is looked at only in the first minute, or if its name is among watched. All files of a whole server count.
CREATE OR REPLACE FUNCTION registry.oversize(
    most bigint, watched text[], OUT database text, OUT size bigint, OUT start bigint)
RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sizes.* FROM (
        SELECT name, CASE kind WHEN 'server' THEN lease.size ELSE registry.size_of(name) END AS size,
               CASE kind WHEN 'server' THEN 0 ELSE coalesce(start_size, empty) END AS start
        FROM registry.lease, registry.size_of('template0') AS of_template0 (empty)
        WHERE state = 'leased' AND NOT pinned
              AND (resting_since IS NULL OR resting_since > now() - interval '1 min' OR name = ANY (watched))) AS sizes
    WHERE sizes.size - sizes.start > most
$$;

-- The database that a person means by a key, or the template of that name. A database in service comes before a
-- database that is being made to replace the former database. A database that is out of service comes last.
CREATE OR REPLACE FUNCTION registry.find(word text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT name FROM registry.lease WHERE word = key OR (word = source AND kind = 'template')
    ORDER BY array_position(ARRAY['leased', 'sealed', 'creating', 'warm', 'reclaiming'], state), created_at DESC
    LIMIT 1
$$;

-- Extends a database: it lives at least so many seconds from now, and may be unused as long. Ends a pin. Returns the
-- new expiry time; null: the database is not in service.
CREATE OR REPLACE FUNCTION registry.extend(wanted text, seconds double precision) RETURNS timestamptz
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE registry.lease
    SET expires_at = greatest(expires_at, now() + make_interval(secs => seconds)), pinned = false, last_used_at = now(),
        idle = CASE WHEN idle IS NOT NULL THEN greatest(idle, make_interval(secs => seconds)) END
    WHERE name = wanted AND state = 'leased' RETURNING expires_at
$$;

-- Keeps a database, or a template, until an operator extends or drops it. Returns whether there is such a database.
CREATE OR REPLACE FUNCTION registry.pin(wanted text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.lease SET pinned = true
    WHERE name = wanted AND (state = 'leased' OR (state = 'sealed' AND kind = 'template'));
    RETURN FOUND;
END $$;

-- How many databases there are, by kind and state. A reserved database counts as warm.
CREATE OR REPLACE FUNCTION registry.census() RETURNS TABLE (kind text, state text, databases bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.kind, CASE l.state WHEN 'reserved' THEN 'warm' ELSE l.state END, count(*)
    FROM registry.lease AS l GROUP BY 1, 2
$$;
