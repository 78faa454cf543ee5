-- The order of locks. Each transaction and each session takes its locks in this order. It takes no lock of an earlier
-- kind after a lock of a later kind, unless it only tries the lock. So no two of them wait for each other.
--
--   Locks of a session (advisory; class LockedConnection takes them):
--   1. drops: one session at a time drops databases
--   2. "snapshot NAME" or "template NAME": one session at a time seals a database from this source
--   3. NAME: a database that is being made, copied (shared) or dropped
--   "keeper NUMBER" is held by the session that hands out a proxy's warm databases. It is that session's first lock.
--
--   Locks of a transaction:
--   4. the row of registry.server_run
--   5. "directory" (advisory; shared by hand-outs): no server gets another directory during a hand-out with a key
--   6. "key KEY" (advisory): one hand-out at a time for each key
--   7. "count" (advisory): one hand-out at a time under a limit
--   8. rows of registry.lease. First the rows that are waited for: warm and sealed databases, then databases in
--      service, each in the order of their names. Last the rows that are not waited for (SKIP LOCKED).

CREATE OR REPLACE FUNCTION registry.lock_key(key text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('key ' || key, 0));
END $$;

CREATE OR REPLACE FUNCTION registry.lock_count() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('count', 0));
END $$;

CREATE OR REPLACE FUNCTION registry.share_directory() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('directory', 0));
END $$;

CREATE OR REPLACE FUNCTION registry.lock_directory() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('directory', 0));
END $$;
