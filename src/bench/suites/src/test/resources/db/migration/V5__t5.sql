CREATE TABLE t5 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t4 (id),
    name text NOT NULL UNIQUE
);
