CREATE TABLE t15 (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before bigint REFERENCES t14 (id),
    name text NOT NULL UNIQUE
);
