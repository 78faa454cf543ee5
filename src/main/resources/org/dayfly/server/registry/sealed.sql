-- Sealed databases, which copies are made of: templates and snapshots.

-- Puts a new template or snapshot into service, if it is still in the registry. It replaces the former snapshots of
-- source_name. Returns whether it was still there.
CREATE OR REPLACE FUNCTION registry.seal(wanted text, source_name text, why text, has_unlogged boolean) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM registry.reclaim(ARRAY (
        SELECT name FROM registry.lease WHERE sealed_from = source_name AND state = 'sealed'
        ORDER BY name FOR UPDATE), why);
    UPDATE registry.lease
    SET state = 'sealed', leased_at = now(), last_used_at = now(), unlogged = has_unlogged,
        start_size = registry.size_of(name)
    WHERE name = wanted AND state = 'creating';
    RETURN FOUND;
END $$;

-- Writes down the content of a snapshot.
CREATE OR REPLACE FUNCTION registry.keep_content(wanted text, its_content text, its_sequences text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.lease SET content = its_content, sequences = its_sequences WHERE name = wanted;
END $$;

-- The hash of the values of all sequences in the snapshot of a database, if the snapshot has this content; else null.
CREATE OR REPLACE FUNCTION registry.sequences_of_snapshot(source_name text, its_content text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sequences FROM registry.lease WHERE sealed_from = source_name AND state = 'sealed' AND content = its_content
$$;

-- The sealed database that is as good to copy as a chosen one: the newest snapshot of the database of a key, or the
-- chosen one itself. Null: there is none any more.
CREATE OR REPLACE FUNCTION registry.newest_sealed(chosen text, source_key text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT name FROM registry.lease
    WHERE state = 'sealed'
          AND (name = chosen
               OR sealed_from = (SELECT s.name FROM registry.lease s WHERE s.key = source_key AND s.state = 'leased'))
    ORDER BY created_at DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION registry.is_sealed(wanted text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM registry.lease WHERE name = wanted AND state = 'sealed')
$$;

-- The template of a name that was made of a content with this hash; without a hash, the newest template of that name.
-- Shows other proxies that the template is in use. Otherwise they would take the template out of service as forgotten.
CREATE OR REPLACE FUNCTION registry.find_template(its_source text, hash text) RETURNS text
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE registry.lease SET last_used_at = now()
    WHERE name = (SELECT name FROM registry.lease
                  WHERE kind = 'template' AND state = 'sealed' AND source = its_source
                        AND (hash IS NULL OR stamp = hash)
                  ORDER BY leased_at DESC LIMIT 1)
          AND state = 'sealed'
    RETURNING name
$$;

-- Shows other proxies that templates are in use. A row that another transaction is changing is left to the next call.
CREATE OR REPLACE FUNCTION registry.use_templates(names text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    used text[] := ARRAY (
        SELECT name FROM registry.lease WHERE state = 'sealed' AND name = ANY (names)
        ORDER BY name FOR NO KEY UPDATE SKIP LOCKED);
BEGIN
    UPDATE registry.lease SET last_used_at = now() WHERE name = ANY (used);
END $$;
