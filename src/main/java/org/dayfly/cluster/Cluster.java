package org.dayfly.cluster;

import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.config.ServerTls;
import org.dayfly.config.value.Secret;

/** A PostgreSQL server that throwaway databases are made on; safe for use by any thread. */
public interface Cluster extends AutoCloseable {
    /**
     * Where a session connects to: a {@code io.netty.channel.unix.DomainSocketAddress}, or an
     * {@link java.net.InetSocketAddress}, unresolved where it came as a name so that each connection resolves it anew.
     */
    SocketAddress address();

    /** How connections to it are encrypted. */
    default ServerTls tls() {
        return ServerTls.NONE;
    }

    /** The role that makes and drops databases. */
    String maintenanceRole();

    /** The maintenance role's password, where there is one. */
    Optional<Secret> maintenancePassword();

    /**
     * Whether sessions of roles come in without a password, as nobody but dayfly can reach the server: roles need none
     * there then. It costs the server some milliseconds to check one that is set.
     */
    boolean trustsRoles();

    /**
     * Opens one maintenance connection; the caller closes it.
     *
     * @throws SQLException with PostgreSQL's SQLSTATE, or class 08 where the server can't be reached
     */
    Connection connect(String database) throws SQLException;

    /**
     * Opens one maintenance connection with more settings than those have; the caller closes it.
     *
     * @param options as in PGOPTIONS, for what the server knows and the role may set
     */
    Connection connect(String database, String options) throws SQLException;

    /**
     * Opens one session of another role, with the settings that this role has in that database; the caller closes it.
     *
     * @param options as in PGOPTIONS
     */
    Connection connectAs(String role, Optional<Secret> password, String database, String options) throws SQLException;

    /** The server as an operator knows it, for logs and the command line; never for clients, never with a password. */
    String name();

    /** Leaves the server; the embedded one is stopped. */
    @Override
    void close();
}
