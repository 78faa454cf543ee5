package org.dayfly.cluster;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;

/**
 * Whole servers for clients, each with a name of its own. PostgreSQL calls such a server an instance. Only dayfly can
 * reach an instance. Any thread may use this object. Each method waits for PostgreSQL, and throws a
 * {@link ClusterException} with one sentence for the operator.
 */
public interface Instances {
    /** The role as which sessions of clients log in, without a password. */
    String ADMINISTRATOR = "postgres";

    /** The database of a client that names none. */
    String DATABASE = "postgres";

    /** The major versions that an instance can have, as in 18. */
    SortedSet<Integer> majors();

    /** The major version of an instance. */
    int major(String name);

    /** What the machine lacks for one more instance, in words: disk or memory; empty: there is room. */
    Optional<String> lacking();

    /** Makes an instance of one of the major versions, and starts it. The name must be new. */
    void make(String name, int major);

    /**
     * The address that sessions connect to. Starts the instance if it does not run: dayfly was stopped, or the instance
     * died.
     *
     * @throws ClusterException if there is no such instance, or the instance does not start
     */
    SocketAddress address(String name);

    /**
     * Opens a connection to an instance as its superuser, which no client is. The caller closes the connection. Event
     * triggers of clients do not fire. The database is {@link #DATABASE}, or template1.
     *
     * @throws SQLException if the instance cannot be reached
     */
    Connection connect(String name) throws SQLException;

    /** The bytes of all files of an instance; empty if there is no such instance, or it cannot be read. */
    OptionalLong size(String name);

    /** Stops an instance and deletes its data. Does nothing if there is no such instance. */
    void remove(String name);

    /**
     * Stops an instance, and keeps its data under another name, where dayfly does not look any more.
     *
     * @return the folder with the data
     */
    Path setAside(String name);

    /** The names of all instances, also of those that do not run or were not made to the end. */
    Set<String> names();
}
