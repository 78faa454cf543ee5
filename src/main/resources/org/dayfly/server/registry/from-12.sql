-- Brings a registry of schema 12 to schema 13. The registry lists whole servers too, beside the databases. Functions
-- take and return more. A registry that comes from an older schema may not have them.

ALTER TABLE registry.lease DROP CONSTRAINT lease_kind_check;
ALTER TABLE registry.lease ADD CONSTRAINT lease_kind_check
    CHECK (kind IN ('database', 'server', 'snapshot', 'template'));

ALTER TABLE registry.reclaimed ADD COLUMN kind text NOT NULL DEFAULT 'database';

DROP FUNCTION IF EXISTS registry.whereabouts(text);
DROP FUNCTION IF EXISTS registry.join(text, boolean);
DROP FUNCTION IF EXISTS registry.holder(text);
DROP FUNCTION IF EXISTS registry.about_to_drop(text);
DROP FUNCTION IF EXISTS registry.longest_at_rest(integer, text, inet, text, text[]);
