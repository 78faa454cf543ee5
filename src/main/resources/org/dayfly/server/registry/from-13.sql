-- Brings a registry of schema 13 to schema 14. The registry knows the sessions on whole servers, and their size.

ALTER TABLE registry.lease ADD COLUMN sessions integer NOT NULL DEFAULT 0, ADD COLUMN size bigint;

DROP FUNCTION IF EXISTS registry.used(text[], double precision[]);
