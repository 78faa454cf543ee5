-- Brings a registry of schema 14 to schema 15. A client says what a database is for, and what happens to the database
-- when no client uses it any more. Functions take more. A registry that comes from an older schema may not have them.

ALTER TABLE registry.lease ADD COLUMN note text, ADD COLUMN after text CHECK (after IN ('keep', 'drop'));

DROP FUNCTION IF EXISTS registry.hand_out(
    text, bigint, text, boolean, text, integer, inet, double precision, double precision, integer, integer, text,
    integer, integer, text);
DROP FUNCTION IF EXISTS registry.keep(
    text, bigint, inet, double precision, timestamptz, double precision, integer);
DROP FUNCTION IF EXISTS registry.join(text, boolean, text);
