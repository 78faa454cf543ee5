package org.dayfly.cluster;

import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.value.Secret;

/** A PostgreSQL server that holds throwaway databases. Any thread may use this object. */
public interface Cluster extends AutoCloseable {
    /**
     * The address that sessions connect to: a {@code io.netty.channel.unix.DomainSocketAddress} or an
     * {@link java.net.InetSocketAddress}. A host name stays unresolved, so that each connection resolves the name
     * again.
     */
    SocketAddress address();

    /** How connections to the server are encrypted. */
    default ServerTls tls() {
        return ServerTls.NONE;
    }

    /** The role that makes and drops databases. */
    String maintenanceRole();

    /** The maintenance role's password, if there is one. */
    Optional<Secret> maintenancePassword();

    /**
     * Whether sessions of roles need no password, because only dayfly can reach the server. Then roles are made without
     * passwords: the server needs some milliseconds to check a password.
     */
    boolean trustsRoles();

    /**
     * Whether the server makes databases fastest by copying files. If that is not known, dayfly measures how the server
     * makes databases fastest.
     */
    default boolean copiesFilesFastest() {
        return false;
    }

    /** The bytes that are free on the disk of the databases; empty: dayfly does not see this disk. */
    default OptionalLong freeDisk() {
        return OptionalLong.empty();
    }

    /**
     * Whether the copy of a database that is made of files shares the blocks of its source, until one of the two
     * changes.
     */
    default boolean sharesBlocks() {
        return false;
    }

    /** The whole servers of clients, which run beside this server; empty: dayfly cannot start servers there. */
    default Optional<Instances> instances() {
        return Optional.empty();
    }

    /** Where the server has its extensions from. */
    default ExtensionAdvice.Source extensions() {
        return ExtensionAdvice.Source.OWN_SERVER;
    }

    /**
     * Opens one maintenance connection. The caller closes the connection.
     *
     * @throws SQLException with PostgreSQL's SQLSTATE, or with class 08 if the server can't be reached
     */
    Connection connect(String database) throws SQLException;

    /**
     * Opens one maintenance connection with additional settings. The caller closes the connection.
     *
     * @param options settings in the form of PGOPTIONS; the server must know them and the role must be allowed to set
     *     them
     */
    Connection connect(String database, String options) throws SQLException;

    /**
     * Opens one session of another role, with the settings that this role has in the database. The caller closes the
     * session.
     *
     * @param options settings in the form of PGOPTIONS
     */
    Connection connectAs(String role, Optional<Secret> password, String database, String options) throws SQLException;

    /** The server's name in logs and on the command line. Clients never see this name, and it holds no password. */
    String name();

    /** Ends the use of the server. The embedded server is stopped. */
    @Override
    void close();
}
