-- Brings a registry of schema 10 to schema 11. Limits of clients and of key prefixes count over several servers: the
-- functions get and return more numbers.

DROP FUNCTION registry.room(integer, text, text, inet, text, text[]);
DROP FUNCTION registry.hand_out(
    text, bigint, text, boolean, text, integer, inet, double precision, double precision, integer, text, integer);
-- A registry that comes from schema 8 never had this function.
DROP FUNCTION IF EXISTS registry.client_counts();
