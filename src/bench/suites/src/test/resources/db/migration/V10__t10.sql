CREATE TABLE t10 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t9 (id),
    name text NOT NULL UNIQUE
);
