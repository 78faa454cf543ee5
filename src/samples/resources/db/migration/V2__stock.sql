INSERT INTO item (name, price) VALUES ('apple', 1), ('banana', 2);
