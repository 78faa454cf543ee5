# dayfly exec -- sh orders.sh: psql finds the database in the environment.
set -e
psql -qc 'CREATE TABLE item (name text)'
psql -qc "INSERT INTO item VALUES ('tea')"
test "$(psql -Atc 'SELECT count(*) FROM item')" = 1
psql -Atc 'SELECT name FROM item'
