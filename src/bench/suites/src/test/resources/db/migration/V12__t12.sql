CREATE TABLE t12 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t11 (id),
    name text NOT NULL UNIQUE
);
