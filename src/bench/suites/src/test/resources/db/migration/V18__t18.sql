CREATE TABLE t18 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t17 (id),
    name text NOT NULL UNIQUE
);
