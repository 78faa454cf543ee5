package org.dayfly.server;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.Sql;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.server.registry.ServerCheck;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.sql.DefaultPrivileges;
import org.dayfly.sql.Ownership;

/**
 * A source, its sealed snapshot, two copies of the snapshot, and a copy of the second copy.
 *
 * <p>Three schemas have one object of each {@link ObjectKind}. The role of the source made the objects in {@code own},
 * and the maintenance role those in {@code built}. The role of the second copy made those in {@code recent}, before the
 * second copy was copied.
 */
public final class Family implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String PASSWORD = "x";

    final TestedServer server;
    final DatabaseName source = DatabaseName.random(RANDOM, new ServerTag("aaaaaa"));
    final DatabaseName sealed = DatabaseName.random(RANDOM, new ServerTag("aaaaaa"));
    final DatabaseName copy = DatabaseName.random(RANDOM, new ServerTag("aaaaaa"));
    final DatabaseName parent = DatabaseName.random(RANDOM, new ServerTag("aaaaaa"));
    final DatabaseName sealedParent = DatabaseName.random(RANDOM, new ServerTag("aaaaaa"));
    final DatabaseName grandchild = DatabaseName.random(RANDOM, new ServerTag("aaaaaa"));

    private final Connection maintenance;
    private final Connection inCopy;
    private final Connection inGrandchild;

    Family(TestedServer server) throws SQLException {
        this.server = server;
        maintenance = server.cluster().connect("postgres");
        makeSource();
        seal(source, sealed, source.value(), server.cluster().maintenanceRole());
        copy(sealed, copy);
        copy(sealed, parent);
        try (Connection session = session(parent)) {
            Sql.run(session, """
                    GRANT ALL ON ALL TABLES IN SCHEMA own, built TO CURRENT_USER; GRANT SELECT (v) ON own.plain TO CURRENT_USER;
                    GRANT ALL ON ALL SEQUENCES IN SCHEMA own TO CURRENT_USER; GRANT ALL ON ALL ROUTINES IN SCHEMA own TO CURRENT_USER;
                    GRANT ALL ON SCHEMA own TO CURRENT_USER; GRANT ALL ON TYPE own.mood, own.positive TO CURRENT_USER;
                    GRANT ALL ON LARGE OBJECT 4703 TO CURRENT_USER; GRANT ALL ON FOREIGN SERVER "far own" TO CURRENT_USER;
                    CREATE POLICY p ON own.plain TO CURRENT_USER, PUBLIC USING (true);
                    CREATE EXTENSION hstore""");
            make("recent", parent, session);
        }
        seal(parent, sealedParent, parent.value());
        copy(sealedParent, grandchild);
        inCopy = session(copy);
        inGrandchild = session(grandchild);
    }

    private void makeSource() throws SQLException {
        createRole(maintenance, server, source);
        Sql.run(
                maintenance,
                "CREATE DATABASE " + source + " OWNER " + source + " TEMPLATE template0; REVOKE ALL ON DATABASE "
                        + source + " FROM PUBLIC");
        server.sql(source.value(), """
                CREATE FOREIGN DATA WRAPPER wrapper; GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO PUBLIC""");
        try (Connection session = session(source)) {
            make("own", source, session);
            Sql.run(session, """
                    CREATE EXTENSION citext SCHEMA own; CREATE EXTENSION pgcrypto SCHEMA own;
                    CREATE USER MAPPING FOR CURRENT_USER SERVER "far own" OPTIONS (password 'secret');
                    CREATE TABLE own.guarded (who text); INSERT INTO own.guarded VALUES ('a'), ('b');
                    ALTER TABLE own.guarded ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON own.guarded TO CURRENT_USER USING (who = 'a');
                    ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC;
                    ALTER DEFAULT PRIVILEGES REVOKE REFERENCES ON TABLES FROM CURRENT_USER;
                    ALTER DEFAULT PRIVILEGES IN SCHEMA own GRANT USAGE ON SEQUENCES TO PUBLIC;
                    ALTER DEFAULT PRIVILEGES IN SCHEMA own GRANT USAGE ON SEQUENCES TO CURRENT_USER WITH GRANT OPTION;
                    ALTER DEFAULT PRIVILEGES IN SCHEMA own GRANT SELECT ON TABLES TO PUBLIC""");
        }
        try (Connection session = server.cluster().connect(source.value())) {
            Sql.run(session, "SET search_path = public");
            String role = server.cluster().maintenanceRole();
            Sql.run(session, "CREATE SCHEMA built");
            for (ObjectKind kind : ObjectKind.values()) {
                make(kind, "built", role, session, source);
            }
        }
    }

    private void make(String schema, DatabaseName database, Connection session) throws SQLException {
        Sql.run(session, "CREATE SCHEMA " + schema);
        for (ObjectKind kind : ObjectKind.values()) {
            make(kind, schema, database.value(), session, database);
        }
    }

    private void make(ObjectKind kind, String schema, String owner, Connection session, DatabaseName database)
            throws SQLException {
        String sql = kind.create(schema, owner);
        if (kind.isGiven()) {
            server.sql(database.value(), sql);
        } else if (!sql.isEmpty()) {
            Sql.run(session, sql);
        }
    }

    /** Makes a role as dayfly does: the maintenance role is a member, with options that only a weak role needs. */
    static void createRole(Connection maintenance, TestedServer server, DatabaseName name) throws SQLException {
        Sql.run(maintenance, "CREATE ROLE " + name + " LOGIN PASSWORD '" + PASSWORD + "'");
        Sql.run(
                maintenance,
                "GRANT " + name + " TO CURRENT_USER" + (server.major() < 16 ? "" : " WITH SET TRUE, INHERIT TRUE"));
    }

    private void seal(DatabaseName from, DatabaseName to, String... owners) throws SQLException {
        Sql.run(maintenance, "CREATE DATABASE " + to + " TEMPLATE " + from + " ALLOW_CONNECTIONS false");
        Sql.run(maintenance, "REVOKE ALL ON DATABASE " + to + " FROM PUBLIC");
        Sql.run(maintenance, "ALTER DATABASE " + to + " ALLOW_CONNECTIONS true");
        try (Connection inside = server.cluster().connect(to.value())) {
            Ownership.hand(inside, List.of(owners), SealedOwner.ROLE, DefaultPrivileges.MOVED);
        }
        Sql.run(maintenance, "ALTER DATABASE " + to + " ALLOW_CONNECTIONS false IS_TEMPLATE true");
    }

    private void copy(DatabaseName from, DatabaseName to) throws SQLException {
        createRole(maintenance, server, to);
        Sql.run(maintenance, "CREATE DATABASE " + to + " TEMPLATE " + from + " OWNER " + to);
        Sql.run(maintenance, "REVOKE ALL ON DATABASE " + to + " FROM PUBLIC");
        // Some code runs as the owner of copied objects: refreshes of views, functions with SECURITY DEFINER.
        Sql.run(maintenance, "GRANT CREATE, TEMPORARY ON DATABASE " + to + " TO pg_database_owner");
        SealedOwner.giveToRole(
                maintenance,
                ServerCheck.of(maintenance, "the test"),
                to,
                () -> server.cluster().connect(to.value()));
    }

    Connection session(DatabaseName name) throws SQLException {
        return server.session(name, PASSWORD);
    }

    Connection session(DatabaseName role, DatabaseName database) throws SQLException {
        return server.session(role, database.value(), PASSWORD);
    }

    /** A session of the owner of the first copy. */
    Connection inCopy() {
        return inCopy;
    }

    /** A session of the owner of the copy of a copy. */
    Connection inGrandchild() {
        return inGrandchild;
    }

    /** Drops all, each source before its copies. This fails if a role is still needed. */
    @Override
    public void close() throws SQLException {
        inCopy.close();
        inGrandchild.close();
        List<SQLException> failed = new ArrayList<>();
        for (DatabaseName name : List.of(source, sealed, parent, sealedParent, copy, grandchild)) {
            try {
                Sql.run(maintenance, "ALTER DATABASE " + name + " IS_TEMPLATE false");
                Sql.run(maintenance, "DROP DATABASE " + name + " WITH (FORCE)");
                Sql.run(maintenance, "DROP ROLE IF EXISTS " + name);
            } catch (SQLException e) {
                failed.add(e);
            }
        }
        maintenance.close();
        if (!failed.isEmpty()) {
            throw failed.get(0);
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
