create table item (name text);
