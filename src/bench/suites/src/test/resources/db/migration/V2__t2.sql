CREATE TABLE t2 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t1 (id),
    name text NOT NULL UNIQUE
);
