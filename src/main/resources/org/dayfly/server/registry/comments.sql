-- The meaning of tables and columns, for people who use the registry by SQL.

COMMENT ON TABLE registry.lease IS
    'Databases and whole servers that exist, or that are being made or dropped. dayfly drops only these.';
COMMENT ON COLUMN registry.lease.name IS 'name of the database and of the role that owns it';
COMMENT ON COLUMN registry.lease.state IS
    'creating: being made; warm: made ahead, for the next client; reserved: warm, and its hand-out is committed ahead; '
    'leased: in service; sealed: copies are made of it; reclaiming: out of service, to be dropped';
COMMENT ON COLUMN registry.lease.client IS 'address of the client it was handed out to; null: a Unix socket';
COMMENT ON COLUMN registry.lease.created_at IS 'when dayfly began to make it';
COMMENT ON COLUMN registry.lease.leased_at IS 'when it was handed out, or sealed; null: never';
COMMENT ON COLUMN registry.lease.expires_at IS
    'when its time is over, used or not; update it to extend; infinity: never';
COMMENT ON COLUMN registry.lease.idle IS 'how long it may be unused; null: for ever';
COMMENT ON COLUMN registry.lease.pinned IS
    'stays whatever expires_at and idle say, and gives way to no other database';
COMMENT ON COLUMN registry.lease.last_used_at IS
    'when a session was last opened, busy or closed, as far as the proxies have reported';
COMMENT ON COLUMN registry.lease.joined_at IS 'when a session was last handed out on it';
COMMENT ON COLUMN registry.lease.resting_since IS 'when its last session ended; null: a session may be open';
COMMENT ON COLUMN registry.lease.opened IS 'sessions ever handed out on it';
COMMENT ON COLUMN registry.lease.reason IS 'why it is out of service';
COMMENT ON COLUMN registry.lease.term IS 'the time that ran out, if it is out of service for that reason';
COMMENT ON COLUMN registry.lease.attempts IS 'drops that failed';
COMMENT ON COLUMN registry.lease.retry_at IS 'when the drop is tried next';
COMMENT ON COLUMN registry.lease.kind IS
    'database: for clients; server: a whole server for clients; '
    'snapshot: the content of a shared database at a rest; template: a template of proxy.conf';
COMMENT ON COLUMN registry.lease.key IS 'the KEY that sessions share it by';
COMMENT ON COLUMN registry.lease.source IS
    'the SOURCE that it is a copy of; of a template, its name, empty for the base of databases that are no copies; '
    'of a whole server, its major version, empty for the version of this server';
COMMENT ON COLUMN registry.lease.base IS 'the sealed database that it was copied from';
COMMENT ON COLUMN registry.lease.sealed_from IS 'of a snapshot, the database that it was taken of';
COMMENT ON COLUMN registry.lease.stamp IS
    'of a snapshot, last_rest of its database when it was taken; of a template, a hash of its scripts and extensions';
COMMENT ON COLUMN registry.lease.rests IS 'how many times its last session ended';
COMMENT ON COLUMN registry.lease.last_rest IS 'number of the last rest before which its content may have changed';
COMMENT ON COLUMN registry.lease.changed IS
    'its content may have changed since its last rest, whatever the session that ends last reports';
COMMENT ON COLUMN registry.lease.copied IS 'whether a client ever asked for a copy of it';
COMMENT ON COLUMN registry.lease.seal_due IS 'it is at rest, and its snapshot comes before the next session';
COMMENT ON COLUMN registry.lease.keeper IS
    'of a warm or reserved database, the proxy that made it; the proxy holds an advisory lock for as long as it lives';
COMMENT ON COLUMN registry.lease.unlogged IS
    'of a sealed or warm database, whether it has unlogged tables, which a crash of the server empties';
COMMENT ON COLUMN registry.lease.start_size IS
    'of a sealed database, its size in bytes; of a copy, the size of its base; null: unknown, or no copy';
COMMENT ON COLUMN registry.lease.content IS
    'of a snapshot, the answer of registry.content_of about its source when it was taken; null: unknown';
COMMENT ON COLUMN registry.lease.sequences IS
    'of a snapshot, a hash of the values of all its sequences; empty: it has none; null: unknown';

COMMENT ON COLUMN registry.lease.sessions IS
    'of a whole server, how many sessions were open at the last report of its proxy, at most reaper.interval ago';
COMMENT ON COLUMN registry.lease.size IS
    'of a whole server, the bytes of its files when dayfly last looked; null: dayfly has not looked yet';

COMMENT ON COLUMN registry.lease.note IS 'what it is for, as the client said that it was made for; null: nothing said';
COMMENT ON COLUMN registry.lease.after IS
    'the last word of a client about it; keep: it stays for some time although no client uses it; '
    'drop: it is dropped when its last session has ended; null: neither';

COMMENT ON TABLE registry.reclaimed IS
    'Databases that were handed out and are dropped, kept for 7 days, so that a late client is told the reason.';
COMMENT ON COLUMN registry.reclaimed.key IS 'the KEY that sessions shared it by';

COMMENT ON COLUMN registry.reclaimed.kind IS 'database or server';

COMMENT ON TABLE registry.installation IS
    'The secret that every password is derived from. A role that can read this table can log in as any tenant.';
COMMENT ON COLUMN registry.installation.tag IS
    'the names of new databases begin with dayfly_ and these letters, so that a name tells its server';
COMMENT ON COLUMN registry.installation.directory IS
    'the tag of the server with the directory of the keys here; null: this server is the only one of its proxies';
COMMENT ON COLUMN registry.installation.listed IS 'whether the directory has had all keys of this server';
COMMENT ON COLUMN registry.installation.draining IS 'whether the server takes no new databases (dayfly drain)';

COMMENT ON TABLE registry.directory IS
    'The server of each key, for proxies that use several servers. Only the registry of one server has rows here.';
COMMENT ON COLUMN registry.directory.server IS 'the tag of the server, as in its registry.installation';
COMMENT ON COLUMN registry.directory.generation IS
    'a hand-out counts only if the generation is the same before and after the hand-out';
COMMENT ON COLUMN registry.directory.made IS 'whether a database was handed out under the key there';
COMMENT ON COLUMN registry.directory.moved_from IS
    'the tag of the server that was lost, and that may still have a database of the key (lost-after); null: none';

COMMENT ON TABLE registry.proxy IS 'The proxies that use this server. A proxy is seen every 2 s.';
COMMENT ON COLUMN registry.proxy.address IS 'where clients reach the proxy';

COMMENT ON TABLE registry.server_run IS 'Emptied by the recovery that empties the unlogged tables of all databases.';
COMMENT ON COLUMN registry.server_run.started IS
    'the start of the server at which sealed and warm databases were last checked';

COMMENT ON VIEW registry.ls IS
    'The databases that exist, as dayfly ls lists them: for clients, then whole servers, snapshots and templates.';
COMMENT ON COLUMN registry.ls.name IS 'name of the database and of the role that owns it';
COMMENT ON COLUMN registry.ls.kind IS
    'database: for clients; server: a whole server for clients; '
    'snapshot: the content of a shared database at a rest; template: a template of proxy.conf';
COMMENT ON COLUMN registry.ls.key IS 'the KEY that sessions share it by; null: none';
COMMENT ON COLUMN registry.ls.source IS
    'the SOURCE that it is a copy of; of a snapshot, the key of the database that it was taken of; '
    'of a template, its name; of a whole server, its version; null: none';
COMMENT ON COLUMN registry.ls.state IS
    'creating: being made; warm: made ahead, for the next client; leased: in service; '
    'sealed: copies are made of it; reclaiming: out of service, to be dropped';
COMMENT ON COLUMN registry.ls.sessions IS 'open now';
COMMENT ON COLUMN registry.ls.size IS 'in bytes; null: it cannot be told';
COMMENT ON COLUMN registry.ls.age IS 'since it was handed out, or sealed; else since dayfly began to make it';
COMMENT ON COLUMN registry.ls.time_left IS 'until its time is over; null: no limit';
COMMENT ON COLUMN registry.ls.unused IS
    'since a session was last opened, busy or closed; null: it was never handed out';

COMMENT ON COLUMN registry.ls.note IS 'what it is for, as the client said that it was made for; null: nothing said';
COMMENT ON COLUMN registry.ls.after IS
    'the last word of a client about it; keep: it stays for some time although no client uses it; '
    'drop: it is dropped when its last session has ended; null: neither';

COMMENT ON VIEW registry.load IS 'What the server has, as dayfly servers shows it.';
COMMENT ON COLUMN registry.load.draining IS 'whether the server takes no new databases';
COMMENT ON COLUMN registry.load.databases IS 'databases that clients have';
COMMENT ON COLUMN registry.load.proxies IS 'dayflies that were seen within the last 30 s';

COMMENT ON VIEW registry.servers IS
    'The servers that this registry knows: this server, and the servers in the directory of the keys, if it is here.';
COMMENT ON COLUMN registry.servers.tag IS
    'the names of new databases on the server begin with dayfly_ and these letters';
COMMENT ON COLUMN registry.servers.here IS
    'whether it is the server of this registry; of another server, only the keys are known';
COMMENT ON COLUMN registry.servers.version IS 'the version of PostgreSQL';
COMMENT ON COLUMN registry.servers.state IS
    'in use; draining: it takes no new databases; drained: neither has a client a database there';
COMMENT ON COLUMN registry.servers.databases IS 'databases and whole servers that clients have';
COMMENT ON COLUMN registry.servers.whole_servers IS 'whole servers that clients have';
COMMENT ON COLUMN registry.servers.sessions IS 'sessions that are open on the databases that clients have';
COMMENT ON COLUMN registry.servers.warm IS 'databases that are made ahead, for the next clients';
COMMENT ON COLUMN registry.servers.snapshots IS 'snapshots that copies are made of';
COMMENT ON COLUMN registry.servers.templates IS 'templates that copies are made of';
COMMENT ON COLUMN registry.servers.reclaiming IS 'databases that are out of service, and not dropped yet';
COMMENT ON COLUMN registry.servers.proxies IS 'dayflies that were seen within the last 30 s';
COMMENT ON COLUMN registry.servers.started IS 'when the server started';
COMMENT ON COLUMN registry.servers.keys IS 'keys whose database is on the server, by the directory here';

COMMENT ON VIEW registry.proxies IS 'The dayflies that use this server. A dayfly that stops is no longer here.';
COMMENT ON COLUMN registry.proxies.address IS 'where clients reach it';
COMMENT ON COLUMN registry.proxies.version IS 'its version';
COMMENT ON COLUMN registry.proxies.since IS 'when it began to use this server';
COMMENT ON COLUMN registry.proxies.seen IS 'when it was seen last; it is seen every 2 s';
COMMENT ON COLUMN registry.proxies.alive IS 'whether it was seen within the last 30 s';

COMMENT ON VIEW registry.statements IS 'The last statements of the sessions of clients, as dayfly show tells them.';
COMMENT ON COLUMN registry.statements.name IS 'name of the database';
COMMENT ON COLUMN registry.statements.pid IS 'process id of the session';
COMMENT ON COLUMN registry.statements.role IS 'the role of the session';
COMMENT ON COLUMN registry.statements.application IS 'the application_name of the session; empty: none';
COMMENT ON COLUMN registry.statements.state IS
    'as in pg_stat_activity; waiting: the session waits for a lock; empty: not known';
COMMENT ON COLUMN registry.statements.since IS 'the seconds that the session has been in its state';
COMMENT ON COLUMN registry.statements.statement IS
    'the statement that runs, or that ran last; empty: the current role may not see it';
