package org.dayfly.server.copy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.RoleSettings;
import org.dayfly.script.LentRole;
import org.dayfly.script.ScriptRun;
import org.dayfly.script.ServerFacts;
import org.dayfly.script.parse.ScriptFailure;
import org.dayfly.server.create.NewRole;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.sql.ErrorCode;
import org.dayfly.sql.EventTriggers;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;

/**
 * The role that the scripts of a template run as. The role owns the template's database for that time, and has no other
 * right. Used by one thread.
 *
 * <p>The role has the name of the database, as the roles of clients have. So after a crash the reaper drops both.
 */
final class ScriptRole {
    /** Lets no other session run as this role while a script runs. */
    private static final RoleSettings ONE_SESSION = new RoleSettings(1, Duration.ZERO, Duration.ZERO);

    /**
     * With this path, an extension goes into the same schema as in psql. The session starts with the path, because the
     * scripts of some extensions, as of postgis_topology, go back to the path that the session started with.
     */
    private static final String PSQL_PATH = "-c search_path=\"$user\",public";

    private static final Query<String> OWNED = new Query<>("""
            SELECT pg_describe_object(classid, objid, objsubid) FROM pg_shdepend
            WHERE refclassid = 'pg_authid'::regclass AND refobjid = ?::regrole
                AND deptype = 'o' LIMIT 1""", row -> row.getString(1));

    private final Registry registry;
    private final DatabaseName name;
    private final Connection inside;

    private ScriptRole(Registry registry, DatabaseName name, Connection inside) {
        this.registry = registry;
        this.name = name;
        this.inside = inside;
    }

    /** A role that was made before. */
    static ScriptRole of(Registry registry, DatabaseName name, Connection inside) {
        return new ScriptRole(registry, name, inside);
    }

    /**
     * Makes the role, and gives the database to the role.
     *
     * @param inside the maintenance role's connection to the database, which the maintenance role owns
     */
    static ScriptRole make(Registry registry, DatabaseName name, Connection inside) throws SQLException {
        ScriptRole role = of(registry, name, inside);
        role.execute(new NewRole(name, registry.verifier(name), registry.server()).sql(ONE_SESSION));
        role.execute(
                "ALTER DATABASE " + Quoted.identifier(name.value()) + " OWNER TO " + Quoted.identifier(name.value()));
        if (registry.server().superuser() && !registry.server().givesPublicToOwner()) {
            role.execute("ALTER SCHEMA public OWNER TO " + SealedOwner.DATABASE_OWNER);
        }
        return role;
    }

    /**
     * Makes extensions, and the extensions that they require. A trusted extension belongs to this role. Every other
     * extension belongs to the maintenance role.
     */
    void createExtensions(List<String> extensions) throws SQLException {
        if (extensions.isEmpty()) {
            return;
        }
        try (Connection session = registry.connect(name, PSQL_PATH)) {
            for (String extension : extensions) {
                createExtension(extension, session);
            }
        }
    }

    private void createExtension(String extension, Connection session) throws SQLException {
        String sql = "CREATE EXTENSION IF NOT EXISTS " + Quoted.identifier(extension) + " CASCADE";
        if (registry.server().superuser() && !new ServerFacts(inside, false).trusts(extension)) {
            execute(sql, session);
            return;
        }
        try {
            execute("SET ROLE " + Quoted.identifier(name.value()), session);
            execute(sql, session);
        } catch (SQLException e) {
            if (!ErrorCode.INSUFFICIENT_PRIVILEGE.is(e)) {
                throw e;
            }
            execute("SET ROLE NONE", session);
            execute(sql, session);
        }
        execute("SET ROLE NONE", session);
    }

    /** Runs scripts as this role. */
    void run(List<Path> scripts) throws SQLException, ScriptFailure {
        Optional<LentRole> lender = Optional.empty();
        if (registry.server().superuser()) {
            lender = Optional.of(new LentRole(
                    inside,
                    registry.maintenanceRole(),
                    name.value(),
                    registry.server().grantsTakeOptions()));
            lender.get().open();
        }
        try (Connection session = registry.connectAsOwner(name)) {
            new ScriptRun(session, new ServerFacts(inside, lender.isPresent()), lender).run(scripts);
        }
    }

    /** Gives the database back to the maintenance role, whatever a script did to the database. */
    void giveBackDatabase() throws SQLException {
        String database = Quoted.identifier(name.value());
        execute("ALTER DATABASE " + database + " OWNER TO " + Quoted.identifier(registry.maintenanceRole())
                + "; ALTER DATABASE " + database + " ALLOW_CONNECTIONS true CONNECTION LIMIT -1 IS_TEMPLATE false");
    }

    /** Drops the role, after the objects that the role owned were given to another role. */
    void drop() throws SQLException {
        Optional<String> owned = OWNED.first(inside, name.value());
        if (owned.isPresent()) {
            // DROP OWNED would drop this object.
            throw new SQLException("the script's role still owns " + owned.get());
        }
        EventTriggers.runWithout(
                inside,
                List.of(
                        "DROP OWNED BY " + Quoted.identifier(name.value()),
                        "DROP ROLE " + Quoted.identifier(name.value())));
    }

    private void execute(String sql) throws SQLException {
        execute(sql, inside);
    }

    private static void execute(String sql, Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
