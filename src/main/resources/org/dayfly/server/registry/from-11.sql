-- Brings a registry of schema 11 to schema 12. Proxies keep sessions for the next client, and view registry.session
-- leaves these sessions out. Functions take and return more. A registry that comes from an older
-- schema may not have them.

DROP FUNCTION IF EXISTS registry.rest(text, double precision, boolean);
DROP FUNCTION IF EXISTS registry.join(text, boolean);
