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
