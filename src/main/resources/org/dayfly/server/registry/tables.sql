-- The tables of a new registry, in database dayfly. All times are by this server's clock.
--
-- The registry of an earlier version gets the same tables by a migration, so new columns come last.

CREATE TABLE registry.lease (
    -- its life
    name          text COLLATE "C" PRIMARY KEY CHECK (name ~ '^dayfly_[a-z2-7]{10,48}$'),
    state         text NOT NULL
                  CHECK (state IN ('creating', 'warm', 'reserved', 'leased', 'sealed', 'reclaiming')),
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
    -- its end
    reason        text,
    term          interval,
    attempts      integer NOT NULL DEFAULT 0,
    retry_at      timestamptz NOT NULL DEFAULT now(),
    -- copies
    kind          text NOT NULL DEFAULT 'database' CHECK (kind IN ('database', 'server', 'snapshot', 'template')),
    key           text COLLATE "C",
    source        text COLLATE "C",
    base          text COLLATE "C",
    sealed_from   text COLLATE "C",
    stamp         text COLLATE "C",
    rests         integer NOT NULL DEFAULT 0,
    last_rest     integer NOT NULL DEFAULT 0,
    changed       boolean NOT NULL DEFAULT false,
    copied        boolean NOT NULL DEFAULT false,
    seal_due      boolean NOT NULL DEFAULT false,
    -- warm and sealed databases
    keeper        bigint,
    unlogged      boolean NOT NULL DEFAULT false,
    start_size    bigint,
    content       text,
    sequences     text,
    -- whole servers
    sessions      integer NOT NULL DEFAULT 0,
    size          bigint,
    -- the words of clients about it
    note          text,
    after         text CHECK (after IN ('keep', 'drop'))
) WITH (fillfactor = 50);

-- A database that is handed out under a key replaces the key's former database.
CREATE UNIQUE INDEX lease_key ON registry.lease (key) WHERE state = 'leased';
CREATE INDEX lease_sealed_from ON registry.lease (sealed_from) WHERE state = 'sealed';

CREATE TABLE registry.reclaimed (
    name         text COLLATE "C" PRIMARY KEY,
    client       inet,
    reason       text NOT NULL,
    term         interval,
    created_at   timestamptz NOT NULL,
    reclaimed_at timestamptz NOT NULL DEFAULT now(),
    key          text COLLATE "C",
    kind         text NOT NULL DEFAULT 'database'
);
CREATE INDEX reclaimed_reclaimed_at_idx ON registry.reclaimed (reclaimed_at);

CREATE TABLE registry.installation (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    secret bytea NOT NULL,
    tag    text COLLATE "C" NOT NULL CHECK (tag ~ '^[a-p]{6}$')
           DEFAULT translate(substr(md5(gen_random_uuid()::text), 1, 6), '0123456789', 'ghijklmnop'),
    directory text COLLATE "C",
    listed    boolean NOT NULL DEFAULT false,
    draining  boolean NOT NULL DEFAULT false
);
-- The secret is made here, so that no statement and no log has the secret.
INSERT INTO registry.installation (secret)
SELECT sha256(string_agg(uuid_send(gen_random_uuid()), ''::bytea)) FROM generate_series(1, 4);

-- One row, until the server recovers from a crash. The recovery empties all unlogged tables, this table too.
CREATE UNLOGGED TABLE registry.server_run (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    started timestamptz NOT NULL
);
INSERT INTO registry.server_run (started) VALUES (pg_postmaster_start_time());

CREATE TABLE registry.directory (
    key        text COLLATE "C" PRIMARY KEY,
    server     text COLLATE "C" NOT NULL,
    generation bigint NOT NULL DEFAULT 1,
    made       boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT now(),
    moved_from text COLLATE "C"
);
CREATE INDEX directory_server ON registry.directory (server);

CREATE TABLE registry.proxy (
    id         bigint PRIMARY KEY,
    address    text NOT NULL,
    version    text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now()
);
