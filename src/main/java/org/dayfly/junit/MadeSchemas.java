package org.dayfly.junit;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.config.value.HostPort;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The schemas that the tests of this run have made or found. Only the first test opens a session in the source of a
 * schema: dayfly has to take a new snapshot of the source after each such session.
 */
final class MadeSchemas {
    /** No database has the key. */
    private static final String NO_SUCH_DATABASE = "3D000";

    private final Map<Class<?>, SchemaSource> made = new ConcurrentHashMap<>();

    private MadeSchemas() {}

    /** The schemas of a run of JUnit. */
    static synchronized MadeSchemas of(ExtensionContext test, Namespace namespace) {
        ExtensionContext.Store store = test.getRoot().getStore(namespace);
        MadeSchemas known = (MadeSchemas) store.get(MadeSchemas.class);
        if (known == null) {
            known = new MadeSchemas();
            store.put(MadeSchemas.class, known);
        }
        return known;
    }

    /**
     * Makes a copy of the database with the schema.
     *
     * @param note what the copy is for
     * @throws Exception what the schema throws
     */
    OpenDatabase copy(HostPort dayfly, Class<? extends DatabaseSchema> type, String note) throws Exception {
        SchemaSource known = made.get(type);
        if (known != null) {
            try {
                return open(known, note);
            } catch (SQLException e) {
                // The database has expired, or dayfly has lost it. The test makes it again.
                if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
                    throw e;
                }
                made.remove(type, known);
            }
        }
        return open(make(dayfly, type), note);
    }

    private synchronized SchemaSource make(HostPort dayfly, Class<? extends DatabaseSchema> type) throws Exception {
        SchemaSource known = made.get(type);
        if (known == null) {
            DatabaseSchema schema = SchemaInstances.of(type);
            known = new SchemaSource(dayfly, SchemaKey.of(schema));
            known.ensure(schema);
            made.put(type, known);
        }
        return known;
    }

    private static OpenDatabase open(SchemaSource source, String note) throws SQLException {
        return OpenDatabase.make(source.dayfly(), "copy." + source.key(), note);
    }
}
