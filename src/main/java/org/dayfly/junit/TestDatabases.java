package org.dayfly.junit;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dayfly.client.LibraryDayfly;
import org.dayfly.config.value.HostPort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** The databases of one test method, or of one class. */
final class TestDatabases {
    private final Map<String, OpenDatabase> open = new LinkedHashMap<>();
    private final MadeSchemas schemas;
    private @Nullable Throwable failure;

    private TestDatabases(MadeSchemas schemas) {
        this.schemas = schemas;
    }

    /** Those of a method or a class, which has none yet at the first call. */
    static synchronized TestDatabases of(ExtensionContext owner, Namespace namespace) {
        TestDatabases found = in(owner, namespace).orElseGet(() -> new TestDatabases(MadeSchemas.of(owner, namespace)));
        owner.getStore(namespace).put(owner.getUniqueId(), found);
        return found;
    }

    /** Those of a method or a class; empty: it has none. */
    static Optional<TestDatabases> in(ExtensionContext owner, Namespace namespace) {
        return Optional.ofNullable((TestDatabases) owner.getStore(namespace).get(owner.getUniqueId()));
    }

    /**
     * Finds a database, or makes it.
     *
     * @param name empty: the database that parameters share
     */
    synchronized OpenDatabase get(String name, FreshDatabase wanted, ExtensionContext owner) throws Exception {
        OpenDatabase found = open.get(name);
        if (found == null) {
            found = make(wanted, TestName.of(owner));
            open.put(name, found);
        }
        return found;
    }

    private OpenDatabase make(FreshDatabase wanted, String note) throws Exception {
        HostPort dayfly = LibraryDayfly.here().ensure();
        boolean hasSchema = wanted.schema() != DatabaseSchema.None.class;
        if (hasSchema && !wanted.copyOf().isEmpty()) {
            throw new IllegalArgumentException("@FreshDatabase has copyOf and schema; write one of them");
        }
        return hasSchema
                ? schemas.copy(dayfly, wanted.schema(), note)
                : OpenDatabase.make(dayfly, wanted.copyOf().isEmpty() ? "new" : "copy." + wanted.copyOf(), note);
    }

    /** A test of the class has failed. */
    synchronized void markFailed(Throwable reason) {
        failure = reason;
    }

    synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Drops the databases, or keeps them after a failure, and says in the report how to connect. */
    synchronized void end(Optional<Throwable> reason, ExtensionContext test) {
        for (OpenDatabase database : open.values()) {
            try {
                if (reason.isPresent()) {
                    database.keep();
                    report(database.issued(), reason.get(), test);
                } else {
                    database.close();
                }
            } catch (SQLException e) {
                // The database is gone, or goes by itself. The result of the test is the same.
                test.publishReportEntry("dayfly", String.valueOf(e.getMessage()));
            }
        }
        open.clear();
    }

    private static void report(IssuedDatabase database, Throwable reason, ExtensionContext test) {
        test.publishReportEntry(Map.of(
                "test", TestName.of(test),
                "kept database", "psql " + database.url(),
                "JDBC URL", database.jdbcUrl()));
        reason.addSuppressed(new KeptDatabase(database.url()));
    }
}
