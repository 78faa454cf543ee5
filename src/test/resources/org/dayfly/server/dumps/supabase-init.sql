-- dump: roles=supabase_admin
-- migrate:up

-- Set up realtime
create publication supabase_realtime;

-- Supabase super admin
alter user supabase_admin with createdb createrole replication bypassrls;

-- Extension namespacing
create schema if not exists extensions;
create extension if not exists "uuid-ossp"      with schema extensions;
create extension if not exists pgcrypto         with schema extensions;

-- Set up auth roles for the developer
create role anon                nologin noinherit;
create role authenticated       nologin noinherit; -- "logged in" user: web_user, app_user, etc
create role service_role        nologin noinherit bypassrls; -- allow developers to create JWT's that bypass their policies

create user authenticator noinherit;
grant anon              to authenticator;
grant authenticated     to authenticator;
grant service_role      to authenticator;

grant usage                     on schema public to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;

grant usage                     on schema extensions to anon, authenticated, service_role;
alter user supabase_admin SET search_path TO public, extensions; -- don't include the "auth" schema
alter default privileges for user supabase_admin in schema public grant all
    on tables to anon, authenticated, service_role;

-- Set short statement/query timeouts for API roles
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';

-- Auth
CREATE SCHEMA IF NOT EXISTS auth;
ALTER SCHEMA auth OWNER TO supabase_admin;
CREATE TABLE auth.users (
    instance_id uuid NULL,
    id uuid NOT NULL UNIQUE,
    email varchar(255) NULL,
    raw_user_meta_data jsonb NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);
comment on table auth.users is 'Auth: Stores user login data within a secure schema.';
ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
create or replace function auth.uid() returns uuid as $$
  select
    coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
    )::uuid
$$ language sql stable;
ALTER FUNCTION auth.uid() OWNER TO supabase_admin;
GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role;
GRANT ALL ON auth.users TO supabase_admin;

-- The project's own tables
create table public.profiles (
  id uuid references auth.users on delete cascade not null primary key,
  username text unique,
  constraint username_length check (char_length(username) >= 3)
);
alter table profiles enable row level security;
create policy "Public profiles are viewable by everyone." on profiles
  for select using (true);
create policy "Users can insert their own profile." on profiles
  for insert to authenticated with check ((select auth.uid()) = id);
create policy "Users can update own profile." on profiles as restrictive
  for update to authenticated, service_role using ((select auth.uid()) = id);

create function public.handle_new_user() returns trigger set search_path = '' as $$
begin
  insert into public.profiles (id, username) values (new.id, new.raw_user_meta_data->>'username');
  return new;
end;
$$ language plpgsql security definer;
create trigger on_auth_user_created after insert on auth.users
  for each row execute procedure public.handle_new_user();
insert into auth.users (id, email, raw_user_meta_data)
  values ('00000000-0000-0000-0000-00000000000a', 'a@example.com', '{"username": "anna"}');

begin;
  drop publication if exists supabase_realtime;
  create publication supabase_realtime;
commit;
alter publication supabase_realtime add table public.profiles;

-- Tell PostgREST of changes
CREATE FUNCTION extensions.pgrst_ddl_watch() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  NOTIFY pgrst, 'reload schema';
END; $$;
CREATE EVENT TRIGGER pgrst_ddl_watch ON ddl_command_end
   WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE')
   EXECUTE PROCEDURE extensions.pgrst_ddl_watch();
create view public.names with (security_barrier) as select username from profiles;
revoke all on public.names from anon;
-- migrate:down
