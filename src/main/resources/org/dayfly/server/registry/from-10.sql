-- Brings a registry of schema 10 to schema 11: the server knows which server has the directory of its keys, and can be
-- drained.

DROP FUNCTION IF EXISTS registry.proxy_seen(bigint, text, text);
DROP FUNCTION IF EXISTS registry.hand_out(
    text, bigint, text, boolean, text, integer, inet, double precision, double precision, integer, text, integer);

ALTER TABLE registry.installation
    ADD COLUMN directory text COLLATE "C",
    ADD COLUMN listed    boolean NOT NULL DEFAULT false,
    ADD COLUMN draining  boolean NOT NULL DEFAULT false;
