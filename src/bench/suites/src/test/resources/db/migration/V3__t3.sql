CREATE TABLE t3 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t2 (id),
    name text NOT NULL UNIQUE
);
