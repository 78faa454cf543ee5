CREATE TABLE t13 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t12 (id),
    name text NOT NULL UNIQUE
);
