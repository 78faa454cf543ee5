-- The proxies that use this server, for operators and for the proxies themselves.

-- Records that a proxy lives. Forgets proxies that have not been seen for a minute. Returns how many other proxies
-- live.
CREATE OR REPLACE FUNCTION registry.proxy_seen(its_id bigint, its_address text, its_version text) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO registry.proxy (id, address, version) VALUES (its_id, its_address, its_version)
    ON CONFLICT (id) DO UPDATE SET address = its_address, seen_at = now();
    DELETE FROM registry.proxy WHERE id IN (
        SELECT p.id FROM registry.proxy AS p WHERE p.seen_at < now() - interval '1 min' FOR UPDATE SKIP LOCKED);
    RETURN (SELECT count(*) FROM registry.proxy AS p WHERE p.id <> its_id AND p.seen_at > now() - interval '30 s');
END $$;

-- Forgets a proxy that stops.
CREATE OR REPLACE FUNCTION registry.proxy_left(its_id bigint) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM registry.proxy WHERE id = its_id
$$;
