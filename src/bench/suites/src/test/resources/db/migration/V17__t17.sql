CREATE TABLE t17 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t16 (id),
    name text NOT NULL UNIQUE
);
