#!/bin/sh
# Migrates a database as dbmate does: makes the database if there is none, and runs each migration once.
set -eu
cd "$(dirname "$0")"
: "${DAYFLY:=localhost:6432}" "${DATABASE:=shop}"
server=postgres://server.migrate@$DAYFLY
url=$server/$DATABASE
exists=$(psql "$server/postgres" -Atqc "select count(*) from pg_database where datname = '$DATABASE'")
[ "$exists" = 1 ] || psql "$server/postgres" -qc "create database \"$DATABASE\""
psql "$url" -qc "create table if not exists schema_migrations (version text primary key)"
for file in migrations/*.sql; do
    version=$(basename "$file" .sql)
    done=$(psql "$url" -Atqc "select count(*) from schema_migrations where version = '$version'")
    [ "$done" = 1 ] || psql "$url" -q1 -v ON_ERROR_STOP=1 -f "$file" \
        -c "insert into schema_migrations values ('$version')"
    echo "$version"
done
