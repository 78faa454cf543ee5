alter table item add column price numeric;
