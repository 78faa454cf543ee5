-- Databases as people and as dayfly's commands see them.

CREATE OR REPLACE VIEW registry.ls AS
SELECT name, kind, key, CASE kind WHEN 'server' THEN 'PostgreSQL ' || source ELSE source END AS source,
       CASE state WHEN 'reserved' THEN 'warm' ELSE state END AS state,
       CASE kind WHEN 'server' THEN lease.sessions ELSE coalesce(activity.sessions, 0) END AS sessions,
       CASE kind WHEN 'server' THEN lease.size ELSE registry.size_of(name) END AS size,
       date_trunc('second', now() - coalesce(leased_at, created_at)) AS age,
       CASE WHEN isfinite(expires_at) AND NOT pinned THEN date_trunc('second', expires_at - now()) END AS time_left,
       CASE WHEN kind IN ('database', 'server') AND leased_at IS NOT NULL
            THEN date_trunc('second', now() - last_used_at) END AS unused,
       note, after
FROM registry.lease
     LEFT JOIN (SELECT datname, count(*) AS sessions FROM registry.session GROUP BY datname)
         AS activity ON datname = name
ORDER BY kind, coalesce(leased_at, created_at);

-- The same list in the same order, with all that dayfly show tells. Intervals are in seconds.
CREATE OR REPLACE VIEW registry.status AS
SELECT name, ls.kind, ls.key, ls.source, coalesce(base, sealed_from) AS base, host(client) AS client, ls.state,
       ls.sessions, opened, ls.size, expires_at, pinned, reason,
       extract(epoch FROM age)::float8 AS age, extract(epoch FROM time_left)::float8 AS time_left,
       extract(epoch FROM unused)::float8 AS unused, extract(epoch FROM idle)::float8 AS idle, ls.note, ls.after
FROM registry.ls JOIN registry.lease USING (name)
ORDER BY ls.kind, coalesce(leased_at, created_at);

-- Databases that are out of service and not dropped yet. Intervals are in seconds.
CREATE OR REPLACE VIEW registry.out_of_service AS
SELECT name, key, coalesce(reason, 'dropped') AS reason, extract(epoch FROM term)::float8 AS term,
       extract(epoch FROM now() - coalesce(leased_at, created_at))::float8 AS age, retry_at, kind
FROM registry.lease WHERE state = 'reclaiming';

-- What the server has, as dayfly servers shows it: version; draining, whether it takes no new databases; databases that
-- clients have; sessions on them; warm databases; and proxies that live.
CREATE OR REPLACE VIEW registry.load AS
SELECT current_setting('server_version') AS version, i.draining,
       (SELECT count(*) FROM registry.lease WHERE state = 'leased') AS databases,
       (SELECT count(*) FROM registry.session JOIN registry.lease ON datname = name
        WHERE lease.state = 'leased')
       + (SELECT coalesce(sum(sessions), 0)::bigint FROM registry.lease WHERE state = 'leased') AS sessions,
       (SELECT count(*) FROM registry.lease WHERE state IN ('warm', 'reserved')) AS warm,
       (SELECT count(*) FROM registry.proxy WHERE seen_at > now() - interval '30 s') AS proxies
FROM registry.installation AS i;

-- The servers that this registry knows. A registry knows what its own server has, and of other servers only which keys
-- they have, if the directory of the keys is here. Names and limits of servers are settings of the proxies.
CREATE OR REPLACE VIEW registry.servers AS
SELECT tag, true AS here, version,
       CASE WHEN NOT load.draining THEN 'in use' WHEN load.databases = 0 THEN 'drained' ELSE 'draining' END AS state,
       load.databases,
       (SELECT count(*) FROM registry.lease WHERE state = 'leased' AND kind = 'server') AS whole_servers,
       load.sessions, load.warm,
       (SELECT count(*) FROM registry.lease WHERE state = 'sealed' AND kind = 'snapshot') AS snapshots,
       (SELECT count(*) FROM registry.lease WHERE state = 'sealed' AND kind = 'template') AS templates,
       (SELECT count(*) FROM registry.lease WHERE state = 'reclaiming') AS reclaiming,
       load.proxies, pg_postmaster_start_time() AS started,
       (SELECT count(*) FROM registry.directory WHERE server = tag) AS keys
FROM registry.installation, registry.load
UNION ALL
SELECT server, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, count(*)
FROM registry.directory WHERE server <> (SELECT tag FROM registry.installation) GROUP BY server
ORDER BY here DESC, tag;

-- The proxies that use this server.
CREATE OR REPLACE VIEW registry.proxies AS
SELECT address, version, started_at AS since, seen_at AS seen, seen_at > now() - interval '30 s' AS alive
FROM registry.proxy ORDER BY started_at, address;

-- The last statements of the sessions of clients, as dayfly show tells them. Intervals are in seconds. A role that may
-- not see the statements of another role gets an empty text.
CREATE OR REPLACE VIEW registry.statements AS
SELECT datname AS name, pid, coalesce(usename, '') AS role, coalesce(application_name, '') AS application,
       CASE WHEN wait_event_type = 'Lock' THEN 'waiting' ELSE coalesce(state, '') END AS state,
       greatest(0, extract(epoch FROM clock_timestamp() - state_change))::float8 AS since,
       CASE WHEN pg_has_role(usesysid, 'USAGE') OR pg_has_role('pg_read_all_stats', 'USAGE') THEN query ELSE '' END
           AS statement
FROM pg_stat_activity
WHERE datname IN (SELECT lease.name FROM registry.lease) AND usesysid IS NOT NULL AND backend_type = 'client backend'
      AND application_name <> 'dayfly: kept'
ORDER BY state_change DESC NULLS LAST, pid;
