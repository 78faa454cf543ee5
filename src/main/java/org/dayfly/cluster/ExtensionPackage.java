package org.dayfly.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The Debian packages of PostgreSQL's extensions, for the next step in an error message. The names are those of Debian
 * and of the PostgreSQL project's own packages for Debian.
 */
final class ExtensionPackage {
    /**
     * Packages and the extensions in them. NN is the major version. The last lines name no package: there the package
     * has the name of the extension.
     */
    private static final String PACKAGES = """
            postgresql-NN: adminpack amcheck autoinc bloom btree_gin btree_gist citext cube dblink dict_int dict_xsyn
            postgresql-NN: earthdistance file_fdw fuzzystrmatch hstore insert_username intagg intarray isn lo ltree
            postgresql-NN: moddatetime old_snapshot pageinspect pg_buffercache pg_freespacemap pg_logicalinspect
            postgresql-NN: pg_prewarm pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto
            postgresql-NN: pgrowlocks pgstattuple postgres_fdw refint seg sslinfo tablefunc tcn tsm_system_rows
            postgresql-NN: tsm_system_time unaccent uuid-ossp xml2
            postgresql-plperl-NN: plperl plperlu bool_plperl bool_plperlu hstore_plperl hstore_plperlu jsonb_plperl
            postgresql-plperl-NN: jsonb_plperlu
            postgresql-plpython3-NN: plpython3u hstore_plpython3u jsonb_plpython3u ltree_plpython3u
            postgresql-pltcl-NN: pltcl pltclu
            postgresql-NN-postgis-3: postgis postgis_raster postgis_sfcgal postgis_topology postgis_tiger_geocoder
            postgresql-NN-postgis-3: address_standardizer address_standardizer_data_us
            postgresql-NN-pgvector: vector
            postgresql-NN-cron: pg_cron
            postgresql-NN-dirtyread: pg_dirtyread
            postgresql-NN-partman: pg_partman
            postgresql-NN-pgq3: pgq
            postgresql-NN-pgsphere: pg_sphere
            postgresql-NN-pldebugger: pldbgapi
            postgresql-NN-pointcloud: pointcloud pointcloud_postgis
            postgresql-NN-repack: pg_repack
            postgresql-NN-similarity: pg_similarity
            postgresql-NN-squeeze: pg_squeeze
            postgresql-NN-rational: pg_rational
            postgresql-NN-tablelog: table_log
            age asn1oid debversion extra_window_functions first_last_agg h3 hll hypopg icu_ext ip4r jsquery mimeo
            mysql_fdw numeral ogr_fdw orafce periods pg_fact_loader pg_hint_plan pg_qualstats pg_stat_kcache
            pg_track_settings pg_wait_sampling pgaudit pgfincore pglogical pgmemcache pgmp pgpcre pgrouting pgtap pllua
            plpgsql_check plprofiler plproxy plr plsh plv8 powa prefix q3c rdkit rum semver set_user tdigest tds_fdw
            toastinfo unit
            """;

    private static final Map<String, String> BY_EXTENSION = read();

    private ExtensionPackage() {}

    private static Map<String, String> read() {
        Map<String, String> packages = new HashMap<>();
        for (String line : PACKAGES.lines().toList()) {
            int colon = line.indexOf(": ");
            for (String extension : line.substring(colon < 0 ? 0 : colon + 2).split(" +", -1)) {
                packages.put(
                        extension,
                        colon < 0 ? "postgresql-NN-" + extension.replace('_', '-') : line.substring(0, colon));
            }
        }
        return Map.copyOf(packages);
    }

    /** The package of an extension, or of the library of an extension; empty if it is not known. */
    static Optional<String> of(String extension, int major) {
        return Optional.ofNullable(BY_EXTENSION.get(extension))
                .map(name -> name.replace("NN", Integer.toString(major)));
    }
}
