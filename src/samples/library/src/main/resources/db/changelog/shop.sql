--liquibase formatted sql

--changeset shop:item
CREATE TABLE item (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name  text NOT NULL UNIQUE,
    price numeric NOT NULL
);

--changeset shop:stock
INSERT INTO item (name, price) VALUES ('apple', 1), ('banana', 2);
