-- Up to version 5 the registry was in schema public. On PostgreSQL 14 every role may create functions in schema public.
ALTER TABLE public.schema_version SET SCHEMA registry;
ALTER TABLE public.lease SET SCHEMA registry;
ALTER TABLE public.reclaimed SET SCHEMA registry;
ALTER TABLE public.installation SET SCHEMA registry;
DO $$
DECLARE
    moved text;
BEGIN
    -- A registry of an early version has only some of these objects. Objects of other roles stay in schema public, and
    -- are never called.
    FOR moved IN
        SELECT format('ALTER ROUTINE public.%I(%s) SET SCHEMA registry', proname, pg_get_function_identity_arguments(p.oid))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
        WHERE nspname = 'public' AND proowner = (SELECT relowner FROM pg_class WHERE oid = 'registry.lease'::regclass)
              AND proname IN ('size_of', 'intend', 'evict', 'make_room', 'make_room_among', 'hand_out', 'about_to_drop', 'dropped',
                              'promise', 'block_of')
        UNION ALL
        SELECT 'ALTER VIEW public.ls SET SCHEMA registry'
        FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relname = 'ls' AND relkind = 'v'
              AND relowner = (SELECT relowner FROM pg_class WHERE oid = 'registry.lease'::regclass)
    LOOP
        EXECUTE moved;
    END LOOP;
END $$;
