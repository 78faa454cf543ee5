-- The proxies that use this server, for operators and for the proxies themselves.

-- Records that a proxy lives. Forgets proxies that have not been seen for a minute. Returns others, how many other
-- proxies live; and draining, whether the server takes no new databases.
CREATE OR REPLACE FUNCTION registry.proxy_seen(
    its_id bigint, its_address text, its_version text, OUT others integer, OUT draining boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- A crash that loses a sign of life loses nothing: the next one comes within 2 s.
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO registry.proxy (id, address, version) VALUES (its_id, its_address, its_version)
    ON CONFLICT (id) DO UPDATE SET address = its_address, seen_at = now();
    DELETE FROM registry.proxy WHERE id IN (
        SELECT p.id FROM registry.proxy AS p WHERE p.seen_at < now() - interval '1 min' FOR UPDATE SKIP LOCKED);
    others := registry.other_proxies(its_id);
    SELECT i.draining INTO draining FROM registry.installation AS i;
END $$;

-- How many proxies live, without this one.
CREATE OR REPLACE FUNCTION registry.other_proxies(its_id bigint) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*)::integer FROM registry.proxy AS p WHERE p.id <> its_id AND p.seen_at > now() - interval '30 s'
$$;

-- Lets the server take no new databases, or take them again. Proxies follow within 2 s. Returns whether that is new.
CREATE OR REPLACE FUNCTION registry.drain(wanted boolean) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE registry.installation SET draining = wanted WHERE draining <> wanted;
    RETURN FOUND;
END $$;

-- Forgets a proxy that stops.
CREATE OR REPLACE FUNCTION registry.proxy_left(its_id bigint) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM registry.proxy WHERE id = its_id
$$;
