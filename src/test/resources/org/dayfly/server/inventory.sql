-- All that is in a database beside what PostgreSQL itself puts there: what it is, and how. Run with an empty search_path, so
-- that names are qualified. The owner of an object is "owner"; object identifiers, which differ, are nowhere in it.
WITH space AS MATERIALIZED (
    SELECT oid, nspname, nspowner FROM pg_namespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)'
), relation AS MATERIALIZED (
    SELECT c.*, c.oid::regclass AS name FROM pg_class c JOIN space ON space.oid = relnamespace WHERE relkind <> 't'
), routine AS MATERIALIZED (
    SELECT p.*, p.oid::regprocedure AS name FROM pg_proc p JOIN space ON space.oid = pronamespace
), type AS MATERIALIZED (
    SELECT t.*, t.oid::regtype AS name FROM pg_type t JOIN space ON space.oid = typnamespace
), acl (what, entries, owner) AS (
    SELECT 'schema ' || nspname, coalesce(nspacl, acldefault('n', s.nspowner)), s.nspowner FROM space s JOIN pg_namespace USING (oid, nspname)
    UNION ALL SELECT 'relation ' || name, coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)), relowner
              FROM relation WHERE relkind IN ('r', 'v', 'm', 'p', 'f', 'S')
    UNION ALL SELECT format('column %s.%I', name, attname), attacl, relowner
              FROM relation JOIN pg_attribute ON attrelid = relation.oid WHERE attacl IS NOT NULL AND NOT attisdropped
    UNION ALL SELECT 'routine ' || name, coalesce(proacl, acldefault('f', proowner)), proowner FROM routine
    UNION ALL SELECT 'type ' || name, coalesce(typacl, acldefault('T', typowner)), typowner FROM type WHERE typelem = 0
    UNION ALL SELECT 'language ' || lanname, coalesce(lanacl, acldefault('l', lanowner)), lanowner FROM pg_language
    UNION ALL SELECT 'wrapper ' || fdwname, coalesce(fdwacl, acldefault('F', fdwowner)), fdwowner FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'server ' || srvname, coalesce(srvacl, acldefault('S', srvowner)), srvowner FROM pg_foreign_server
    UNION ALL SELECT 'large object ' || oid, coalesce(lomacl, acldefault('L', lomowner)), lomowner FROM pg_largeobject_metadata
)
SELECT 'schema ' || nspname AS what, '' AS "is" FROM space
UNION ALL
SELECT 'relation ' || name, concat_ws(' | ', relkind, relpersistence, relreplident, relispartition, relispopulated, relrowsecurity,
           relforcerowsecurity, reloptions, (SELECT amname FROM pg_am WHERE oid = relam),
           CASE relkind WHEN 'p' THEN pg_get_partkeydef(oid) WHEN 'v' THEN pg_get_viewdef(oid) WHEN 'm' THEN pg_get_viewdef(oid) END,
           pg_get_expr(relpartbound, oid), (SELECT string_agg(inhparent::regclass::text, ' ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = oid))
FROM relation
UNION ALL
SELECT format('column %s.%I', name, attname), concat_ws(' | ', row_number() OVER (PARTITION BY attrelid ORDER BY attnum), format_type(atttypid, atttypmod),
           attnotnull, attidentity, attgenerated, attstorage, attcompression, attislocal, attinhcount, attstattarget, attoptions, attfdwoptions,
           CASE WHEN attcollation <> 0 THEN attcollation::regcollation END, pg_get_expr(adbin, adrelid))
FROM relation JOIN pg_attribute ON attrelid = relation.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v', 'm', 'p', 'f', 'c')
UNION ALL
SELECT format('constraint %I on %s', conname, CASE WHEN conrelid <> 0 THEN conrelid::regclass::text ELSE contypid::regtype::text END),
       concat_ws(' | ', contype, pg_get_constraintdef(c.oid), convalidated, conislocal, coninhcount, connoinherit, conparentid <> 0)
FROM pg_constraint c JOIN space ON space.oid = connamespace
UNION ALL
SELECT 'index ' || name, concat_ws(' | ', pg_get_indexdef(indexrelid), indisvalid, indisclustered, indisreplident, indimmediate)
FROM relation JOIN pg_index ON indexrelid = relation.oid
UNION ALL
SELECT 'routine ' || name, pg_get_functiondef(oid) FROM routine WHERE prokind <> 'a'
UNION ALL
SELECT 'aggregate ' || name, concat_ws(' | ', aggkind, aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn,
           aggmfinalfn, aggsortop::regoperator, aggtranstype::regtype, agginitval, aggminitval, proparallel)
FROM routine JOIN pg_aggregate ON aggfnoid = routine.oid
UNION ALL
SELECT 'type ' || name, concat_ws(' | ', typtype, typcategory, typispreferred, typlen, typinput, typoutput, typalign, typstorage, typnotnull, typdefault,
           CASE WHEN typbasetype <> 0 THEN format_type(typbasetype, typtypmod) END, CASE WHEN typcollation <> 0 THEN typcollation::regcollation END,
           (SELECT string_agg(quote_literal(enumlabel), ' ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = oid),
           (SELECT concat_ws(' ', rngsubtype::regtype, rngmultitypid::regtype, CASE WHEN rngcollation <> 0 THEN rngcollation::regcollation END, rngcanonical, rngsubdiff)
            FROM pg_range WHERE rngtypid = oid))
FROM type
UNION ALL
SELECT format('trigger %I on %s', tgname, name), concat_ws(' | ', tgenabled, tgparentid <> 0, pg_get_triggerdef(t.oid))
FROM relation JOIN pg_trigger t ON tgrelid = relation.oid WHERE NOT tgisinternal
UNION ALL
SELECT 'triggers of keys that are off on ' || name, count(*)::text
FROM relation JOIN pg_trigger ON tgrelid = relation.oid WHERE tgisinternal AND tgenabled <> 'O' GROUP BY name
UNION ALL
SELECT format('rule %I on %s', rulename, name), concat_ws(' | ', ev_enabled, pg_get_ruledef(r.oid))
FROM relation JOIN pg_rewrite r ON ev_class = relation.oid WHERE rulename <> '_RETURN'
UNION ALL
SELECT format('policy %I on %s', polname, name), concat_ws(' | ', polcmd, polpermissive,
           (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' WHEN relowner THEN 'owner' ELSE role::regrole::text END, ' ' ORDER BY role::regrole::text)
            FROM unnest(polroles) AS role), pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
FROM relation JOIN pg_policy ON polrelid = relation.oid
UNION ALL
SELECT 'event trigger ' || evtname, concat_ws(' | ', evtevent, evtenabled, evttags, evtfoid::regprocedure) FROM pg_event_trigger
UNION ALL
SELECT 'extension ' || extname, concat_ws(' | ', extnamespace::regnamespace, extversion) FROM pg_extension
UNION ALL
SELECT 'publication ' || pubname, (to_jsonb(p) - 'oid' - 'pubowner')::text FROM pg_publication p
UNION ALL
SELECT format('publication %I of %I.%I', pubname, schemaname, tablename), (to_jsonb(p) - 'pubname' - 'schemaname' - 'tablename')::text FROM pg_publication_tables p
UNION ALL
SELECT format('statistics %s', stxname), (to_jsonb(s) ->> 'stxstattarget') || pg_get_statisticsobjdef(s.oid)
FROM pg_statistic_ext s
UNION ALL
SELECT format('collation %s', c.oid::regcollation), (to_jsonb(c) - 'oid' - 'collnamespace' - 'collowner')::text
FROM pg_collation c JOIN space ON space.oid = collnamespace
UNION ALL
SELECT format('text search configuration %s', c.oid::regconfig), concat_ws(' | ', prsname, (
           SELECT string_agg(concat_ws(' ', maptokentype, mapseqno, mapdict::regdictionary), ', ' ORDER BY maptokentype, mapseqno)
           FROM pg_ts_config_map WHERE mapcfg = c.oid))
FROM pg_ts_config c JOIN space ON space.oid = cfgnamespace JOIN pg_ts_parser p ON p.oid = cfgparser
UNION ALL
SELECT format('text search dictionary %s', d.oid::regdictionary), concat_ws(' | ', tmplname, dictinitoption)
FROM pg_ts_dict d JOIN space ON space.oid = dictnamespace JOIN pg_ts_template t ON t.oid = dicttemplate
UNION ALL
SELECT 'wrapper ' || fdwname, concat_ws(' | ', fdwhandler::regproc, fdwvalidator::regproc, fdwoptions) FROM pg_foreign_data_wrapper
UNION ALL
SELECT 'server ' || srvname, concat_ws(' | ', fdwname, srvtype, srvversion, srvoptions) FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = srvfdw
UNION ALL
SELECT 'foreign table ' || ftrelid::regclass, concat_ws(' | ', srvname, ftoptions) FROM pg_foreign_table JOIN pg_foreign_server s ON s.oid = ftserver
UNION ALL
SELECT format('user mapping of %s on %I', CASE umuser WHEN 0 THEN 'PUBLIC' ELSE umuser::regrole::text END, srvname), umoptions::text
FROM pg_user_mapping JOIN pg_foreign_server s ON s.oid = umserver
UNION ALL
SELECT format('cast from %s to %s', castsource::regtype, casttarget::regtype), concat_ws(' | ', castfunc::regprocedure, castcontext, castmethod)
FROM pg_cast WHERE oid >= 16384
UNION ALL
SELECT 'operator ' || o.oid::regoperator, concat_ws(' | ', oprcode, oprcom::regoperator, oprnegate::regoperator, oprrest, oprjoin, oprcanmerge, oprcanhash)
FROM pg_operator o JOIN space ON space.oid = oprnamespace
UNION ALL
SELECT 'sequence ' || seqrelid::regclass, concat_ws(' | ', seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle,
           query_to_xml(format('SELECT last_value, is_called FROM %s', seqrelid::regclass), false, true, ''))
FROM pg_sequence
UNION ALL
SELECT 'rows of ' || name, query_to_xml(format('SELECT count(*), md5(string_agg(md5(one_row::text), '''' ORDER BY md5(one_row::text))) FROM ONLY %s AS one_row', name),
           false, true, '')::text
FROM relation WHERE relkind IN ('r', 'm') AND relispopulated
UNION ALL
SELECT 'large object ' || oid, md5(lo_get(oid)) FROM pg_largeobject_metadata
UNION ALL
SELECT format('comment on %s %s', object.type, object.identity), description
FROM pg_description, pg_identify_object(classoid, objoid, objsubid) AS object
WHERE objoid >= 16384 OR classoid IN ('pg_largeobject'::regclass, 'pg_extension'::regclass) OR objoid = 'public'::regnamespace
UNION ALL
SELECT format('security label of %s', provider), concat_ws(' | ', objtype, objname, label) FROM pg_seclabels
UNION ALL
-- Whatever is forgotten above.
SELECT DISTINCT 'object', object.type || ' ' || object.identity
FROM (SELECT classid, objid, objsubid FROM pg_depend WHERE classid <> 0) AS depends, pg_identify_object(classid, objid, objsubid) AS object
WHERE object.identity !~ 'pg_toast|(RI|Unique)_ConstraintTrigger' AND classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)
UNION ALL
SELECT 'grants on ' || what, string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type,
           CASE WHEN is_grantable THEN 'with grant option' END), ', ' ORDER BY CASE grantee WHEN 0 THEN '' ELSE grantee::regrole::text END COLLATE "C", privilege_type)
FROM acl, aclexplode(entries) WHERE grantee <> owner GROUP BY what
UNION ALL
SELECT format('default grants of %s on %s in %s', CASE defaclrole WHEN datdba THEN 'owner' ELSE defaclrole::regrole::text END, defaclobjtype,
              CASE defaclnamespace WHEN 0 THEN 'all' ELSE defaclnamespace::regnamespace::text END),
       (SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type), ', '
               ORDER BY grantee::regrole::text COLLATE "C", privilege_type) FROM aclexplode(defaclacl) WHERE grantee <> defaclrole)
FROM pg_default_acl, pg_database WHERE datname = current_database()
UNION ALL
SELECT 'settings of the database', (SELECT string_agg(setting, ' ' ORDER BY setting) FROM unnest(setconfig) AS setting)
FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = current_database() AND setrole = 0
