-- Brings a registry of schema 9 to schema 10: state promised is called reserved.

DROP FUNCTION registry.promise(text, bigint, integer);
ALTER TABLE registry.lease DROP CONSTRAINT lease_state_check;
UPDATE registry.lease SET state = 'reserved' WHERE state = 'promised';
ALTER TABLE registry.lease ADD CONSTRAINT lease_state_check
    CHECK (state IN ('creating', 'warm', 'reserved', 'leased', 'sealed', 'reclaiming'));
