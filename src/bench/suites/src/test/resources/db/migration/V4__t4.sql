CREATE TABLE t4 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t3 (id),
    name text NOT NULL UNIQUE
);
