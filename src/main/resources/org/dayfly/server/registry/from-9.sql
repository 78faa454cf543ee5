-- Brings a registry of schema 9 to schema 10: state promised is called reserved; the server gets a tag, and may have
-- the directory of keys.

DROP FUNCTION registry.promise(text, bigint, integer);
ALTER TABLE registry.lease DROP CONSTRAINT lease_state_check;
UPDATE registry.lease SET state = 'reserved' WHERE state = 'promised';
ALTER TABLE registry.lease ADD CONSTRAINT lease_state_check
    CHECK (state IN ('creating', 'warm', 'reserved', 'leased', 'sealed', 'reclaiming'));


ALTER TABLE registry.installation ADD COLUMN
    tag    text COLLATE "C" NOT NULL CHECK (tag ~ '^[a-p]{6}$')
           DEFAULT translate(substr(md5(gen_random_uuid()::text), 1, 6), '0123456789', 'ghijklmnop');

CREATE TABLE registry.directory (
    key        text COLLATE "C" PRIMARY KEY,
    server     text COLLATE "C" NOT NULL,
    generation bigint NOT NULL DEFAULT 1,
    made       boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX directory_server ON registry.directory (server);

CREATE TABLE registry.proxy (
    id         bigint PRIMARY KEY,
    address    text NOT NULL,
    version    text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now()
);
