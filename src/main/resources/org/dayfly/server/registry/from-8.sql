-- Brings a registry of schema 8 to schema 9. The tables stay as they are. Functions that are still there are replaced
-- by the other files.

DROP FUNCTION registry.take_over();
