package org.dayfly.cluster.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extensions of whole servers, which the role of clients cannot create because PostgreSQL does not trust them. The
 * databases that a new server has get the extensions, so databases that a client creates have them too. The extensions
 * belong to dayfly's role, which keeps their functions as they are.
 *
 * @see <a href="https://www.postgresql.org/docs/current/manage-ag-templatedbs.html">PostgreSQL, Template Databases</a>
 */
final class InstanceExtensions {
    /**
     * Lets PostgreSQL go on with the OIDs of users' objects. In single-user mode it still gives out OIDs that are
     * reserved for initdb, and pg_dump takes an extension with such an OID for a part of PostgreSQL. initdb's OIDs are
     * 12000 to 16383.
     */
    private static final String LEAVE_OIDS_OF_INITDB =
            "SELECT count(pg_nextoid('pg_class', 'oid', 'pg_class_oid_index')) FROM generate_series(12000, 16384);\n";

    /**
     * Creates an extension, and divides by zero if this has failed. With exit_on_error, PostgreSQL would also end at an
     * error that the script of the extension catches, as that of PostGIS does.
     */
    private static final String CREATE = """
            SET exit_on_error = off;
            CREATE EXTENSION IF NOT EXISTS "%s" CASCADE;
            SET exit_on_error = on;
            SELECT 1 / count(*) FROM pg_extension WHERE extname = '%s';
            """;

    /** The template of new databases, the template of restores, and the database of clients that name none. */
    private static final List<String> DATABASES = List.of("template1", "template0", "postgres");

    private InstanceExtensions() {}

    /** The statements that make the extensions. */
    static List<InstanceRights.Statements> of(List<String> extensions) {
        if (extensions.isEmpty()) {
            return List.of();
        }
        String sql = extensions.stream().map(InstanceExtensions::create).collect(Collectors.joining());
        List<InstanceRights.Statements> all = new ArrayList<>();
        all.add(new InstanceRights.Statements(DATABASES.get(0), LEAVE_OIDS_OF_INITDB));
        for (String database : DATABASES) {
            all.add(new InstanceRights.Statements(database, sql));
        }
        return all;
    }

    private static String create(String extension) {
        return CREATE.formatted(extension.replace("\"", "\"\""), extension.replace("'", "''"));
    }
}
