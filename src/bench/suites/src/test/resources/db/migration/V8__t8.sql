CREATE TABLE t8 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t7 (id),
    name text NOT NULL UNIQUE
);
