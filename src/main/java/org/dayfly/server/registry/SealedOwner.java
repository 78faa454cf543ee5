package org.dayfly.server.registry;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import org.dayfly.config.value.CopyOwner;
import org.dayfly.sql.DefaultPrivileges;
import org.dayfly.sql.Ownership;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;

/**
 * The owner of the objects in sealed databases: role {@value #ROLE}, or PostgreSQL's {@value #DATABASE_OWNER}. dayfly
 * gives the objects of {@value #ROLE} in each copy to the role of the copy. The role of each copy is a member of
 * {@value #DATABASE_OWNER}. Safe for use by any thread.
 *
 * <p>Only the maintenance role is a member of {@value #ROLE}. Role {@value #ROLE} can't log in. Role {@value #ROLE}
 * owns objects in sealed databases, and in copies that no client can connect to yet.
 *
 * @see <a href="https://www.postgresql.org/docs/current/predefined-roles.html">PostgreSQL, Predefined Roles</a>
 */
public final class SealedOwner {
    /** dayfly makes this role at its first start on a server. */
    public static final String ROLE = "dayfly_sealed";

    /** In each database, the only member of this role is the owner of the database. */
    public static final String DATABASE_OWNER = "pg_database_owner";

    private static final Query<Boolean> IS_MEMBER =
            new Query<>("SELECT pg_has_role(oid, ?) FROM pg_roles WHERE rolname = ?", row -> row.getBoolean(1));

    /**
     * From this number of objects on, each object is given by a statement of its own, in several transactions. The
     * locks of one transaction would be too many for the server.
     */
    private static final int MANY = 300;

    /**
     * How many objects and rights a role has in one database, and whether the role has nothing but objects there.
     * dayfly asks in another database, where PostgreSQL's caches are warm.
     */
    private record Holdings(int count, boolean objectsAlone) {
        private static final Query<Holdings> OF =
                new Query<>("""
                SELECT count(*), bool_and(deptype = 'o' AND classid <> 'pg_default_acl'::regclass) FROM pg_shdepend
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = ?)
                  AND refclassid = 'pg_authid'::regclass AND refobjid = (SELECT oid FROM pg_roles
                      WHERE rolname = ?)""", row -> new Holdings(row.getInt(1), row.getBoolean(2)));
    }

    private final Supplier<CopyOwner> copies;

    /** @param copies who owns the objects in copies, as the settings in force say */
    public SealedOwner(Supplier<CopyOwner> copies) {
        this.copies = copies;
    }

    /** The role that gets the objects when a database is sealed. */
    public String name() {
        return copies.get() == CopyOwner.ROLE ? ROLE : DATABASE_OWNER;
    }

    /** What happens to the default privileges of roles whose objects this owner gets. */
    public static DefaultPrivileges defaultPrivileges(String owner) {
        return owner.equals(ROLE) ? DefaultPrivileges.MOVED : DefaultPrivileges.ENDED;
    }

    /** Words for the hash of a template. A template whose objects have another owner is made again. */
    public List<String> stamp() {
        return copies.get() == CopyOwner.ROLE ? List.of(" owned by " + ROLE) : List.of();
    }

    /**
     * Makes role {@value #ROLE} if there is none. The caller's lock keeps other proxies from doing so at the same time.
     *
     * @throws UnusableServerException if the maintenance role is not a member of the role; the message has the
     *     statement that corrects this
     */
    static void prepare(Connection connection, ServerCheck server, String maintenanceRole) throws SQLException {
        String privilege = server.grantsTakeOptions() ? "SET" : "MEMBER";
        if (IS_MEMBER.first(connection, privilege, ROLE).isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE " + ROLE + " NOLOGIN"
                        + (server.superuser()
                                ? ""
                                : "; GRANT " + ROLE + " TO CURRENT_USER" + server.membershipOptions()));
            }
        }
        if (!IS_MEMBER.first(connection, privilege, ROLE).orElse(false)) {
            throw new UnusableServerException(
                    "role \"%s\" is not dayfly's own; as a superuser, run: GRANT %1$s TO %s%s;"
                            .formatted(ROLE, Quoted.identifier(maintenanceRole), server.membershipOptions()));
        }
    }

    /** Opens a session of the maintenance role in the copy. Used only if the copy has something to give. */
    @FunctionalInterface
    public interface Inside {
        Connection open() throws SQLException;
    }

    /**
     * Gives all objects and default privileges of {@value #ROLE} in a new copy to the copy's role. If this fails, the
     * copy may have objects of both roles.
     *
     * @param outside a connection of the maintenance role to another database
     */
    public static void giveToRole(Connection outside, ServerCheck server, DatabaseName copy, Inside copyInside)
            throws SQLException {
        Holdings holdings = Holdings.OF.first(outside, copy.value(), ROLE).orElseThrow();
        if (holdings.count() == 0) {
            return;
        }
        try (Connection inside = copyInside.open()) {
            if (holdings.count() >= MANY) {
                Ownership.hand(inside, List.of(ROLE), copy.value(), DefaultPrivileges.MOVED);
            }
            if (server.superuser() && holdings.objectsAlone()) {
                Ownership.reassign(inside, ROLE, copy.value());
            } else {
                Ownership.give(inside, ROLE, copy.value());
            }
        }
    }
}
