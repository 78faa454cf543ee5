-- dump: database=field_app
-- What a team puts into /docker-entrypoint-initdb.d, run once by psql as POSTGRES_USER.
CREATE ROLE field_app_owner WITH LOGIN PASSWORD 'change-me';
CREATE USER field_app_web WITH ENCRYPTED PASSWORD 'change-me-too' NOINHERIT;
DO
$do$
BEGIN
   IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'field_app_owner') THEN
      CREATE ROLE field_app_owner LOGIN;
   END IF;
END
$do$;
ALTER ROLE field_app_web SET statement_timeout = '30s';
CREATE DATABASE field_app OWNER field_app_owner ENCODING 'UTF8' TEMPLATE template0;
GRANT ALL PRIVILEGES ON DATABASE field_app TO field_app_owner;
GRANT CONNECT ON DATABASE field_app TO field_app_web;
ALTER DATABASE field_app SET timezone TO 'UTC';

\c field_app

CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE SCHEMA IF NOT EXISTS app;
ALTER SCHEMA app OWNER TO field_app_owner;
GRANT USAGE ON SCHEMA app TO field_app_web;
GRANT ALL ON SCHEMA public TO field_app_owner;

SET search_path TO app, public;

CREATE TABLE IF NOT EXISTS users (
    id          UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    email       VARCHAR(255) UNIQUE NOT NULL,
    password    TEXT NOT NULL,
    created_at  TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS orders (
    id          BIGSERIAL PRIMARY KEY,
    user_id     UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    total       MONEY CHECK (total >= 0::money),
    state       VARCHAR(20) NOT NULL DEFAULT 'open'
);
CREATE INDEX IF NOT EXISTS idx_orders_user ON orders (user_id);

CREATE OR REPLACE FUNCTION update_total() RETURNS TRIGGER AS $$
BEGIN
    IF NEW.total IS NULL THEN NEW.total := 0; END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS set_total ON orders;
CREATE TRIGGER set_total BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE PROCEDURE update_total();

INSERT INTO users (id, email, password, created_at) VALUES
    ('11111111-1111-1111-1111-111111111111', 'ann@example.com', 'x', '2024-01-01 00:00:00+00'),
    ('22222222-2222-2222-2222-222222222222', 'ben@example.com', 'y', '2024-01-02 00:00:00+00')
ON CONFLICT (email) DO NOTHING;
INSERT INTO orders (user_id) SELECT id FROM users ORDER BY email;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO field_app_web;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA app TO field_app_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO field_app_web;
