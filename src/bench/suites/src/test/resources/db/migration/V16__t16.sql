CREATE TABLE t16 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t15 (id),
    name text NOT NULL UNIQUE
);
