CREATE TABLE t20 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t19 (id),
    name text NOT NULL UNIQUE
);
