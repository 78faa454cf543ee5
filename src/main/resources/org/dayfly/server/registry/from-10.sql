-- Brings a registry of schema 10 to schema 11. The server knows which server has the directory of its keys, and can be
-- drained; a key may move from a server that is lost. Limits of clients and of key prefixes count over several servers:
-- the functions get and return more.

DROP FUNCTION registry.room(integer, text, text, inet, text, text[]);
DROP FUNCTION registry.hand_out(
    text, bigint, text, boolean, text, integer, inet, double precision, double precision, integer, text, integer);
-- A registry that comes from schema 8 never had these functions.
DROP FUNCTION IF EXISTS registry.client_counts();
DROP FUNCTION IF EXISTS registry.proxy_seen(bigint, text, text);

ALTER TABLE registry.installation
    ADD COLUMN directory text COLLATE "C",
    ADD COLUMN listed    boolean NOT NULL DEFAULT false,
    ADD COLUMN draining  boolean NOT NULL DEFAULT false;

ALTER TABLE registry.directory ADD COLUMN moved_from text COLLATE "C";
