CREATE TABLE t6 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t5 (id),
    name text NOT NULL UNIQUE
);
