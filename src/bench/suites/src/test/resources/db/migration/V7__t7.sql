CREATE TABLE t7 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t6 (id),
    name text NOT NULL UNIQUE
);
