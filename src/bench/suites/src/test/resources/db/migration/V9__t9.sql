CREATE TABLE t9 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t8 (id),
    name text NOT NULL UNIQUE
);
