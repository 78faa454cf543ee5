CREATE TABLE t11 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t10 (id),
    name text NOT NULL UNIQUE
);
