CREATE TABLE t14 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t13 (id),
    name text NOT NULL UNIQUE
);
