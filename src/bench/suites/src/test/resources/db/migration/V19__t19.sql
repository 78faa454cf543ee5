CREATE TABLE t19 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t18 (id),
    name text NOT NULL UNIQUE
);
