-- The list of databases: which databases exist, for which client, and until when. All times are by this server's clock.

CREATE TABLE lease (
    name          text COLLATE "C" PRIMARY KEY CHECK (name ~ '^dayfly_[a-z2-7]{10,48}$'),
    state         text NOT NULL CHECK (state IN ('creating', 'leased', 'reclaiming')),
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
    reason        text,
    term          interval,
    attempts      integer NOT NULL DEFAULT 0,
    retry_at      timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

COMMENT ON TABLE lease IS 'Throwaway databases that exist, or are being made or dropped. Only what is listed here is ever dropped.';
COMMENT ON COLUMN lease.name IS 'name of the database and of the role that owns it';
COMMENT ON COLUMN lease.state IS 'creating: not handed out yet; leased: in service; reclaiming: out of service, about to be dropped';
COMMENT ON COLUMN lease.client IS 'address of the client it was made for; null: a Unix socket';
COMMENT ON COLUMN lease.created_at IS 'when it was begun';
COMMENT ON COLUMN lease.leased_at IS 'when it was handed out; null: never';
COMMENT ON COLUMN lease.expires_at IS 'when it is reclaimed at the latest, whatever goes on in it; update it to extend; infinity: never';
COMMENT ON COLUMN lease.idle IS 'how long it may lie unused before it is reclaimed; null: for ever';
COMMENT ON COLUMN lease.pinned IS 'kept whatever expires_at and idle say, and under pressure too';
COMMENT ON COLUMN lease.last_used_at IS 'when a session was last opened, busy or closed, as far as the proxies have told';
COMMENT ON COLUMN lease.joined_at IS 'when a session was last handed out on it';
COMMENT ON COLUMN lease.resting_since IS 'when its last session ended; null: a session may be open';
COMMENT ON COLUMN lease.opened IS 'sessions ever handed out on it';
COMMENT ON COLUMN lease.reason IS 'why it is being reclaimed';
COMMENT ON COLUMN lease.term IS 'the time that ran out, where it is reclaimed because one did';
COMMENT ON COLUMN lease.attempts IS 'drops that failed';
COMMENT ON COLUMN lease.retry_at IS 'when the drop is tried next';

CREATE TABLE reclaimed (
    name         text COLLATE "C" PRIMARY KEY,
    client       inet,
    reason       text NOT NULL,
    term         interval,
    created_at   timestamptz NOT NULL,
    reclaimed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON reclaimed (reclaimed_at);

COMMENT ON TABLE reclaimed IS 'Databases that were handed out and are gone, kept some days to tell whoever comes too late.';

CREATE TABLE installation (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    secret bytea NOT NULL
);
-- The secret is made here, so that no statement and no log has the secret.
INSERT INTO installation (secret)
SELECT sha256(string_agg(uuid_send(gen_random_uuid()), ''::bytea)) FROM generate_series(1, 4);

COMMENT ON TABLE installation IS 'The secret that every password is derived from. Whoever can read it can be any tenant.';
