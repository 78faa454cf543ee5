package org.dayfly.server;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.dayfly.backend.BackendConnector;
import org.dayfly.backend.ServerEncryption;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.Instances;
import org.dayfly.server.content.QueryStatistics;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.drop.StrayServers;
import org.dayfly.server.ready.InstanceLogin;
import org.dayfly.server.ready.ServerLogin;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.ServerEvents;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.transport.Sockets;

/** How dayfly reaches a server: the registry, the login, and the threads that wait for the server. */
record ServerAccess(
        Registry registry,
        Membership membership,
        ProxyRegistration registration,
        ServerLogin login,
        ServerThreads threads,
        ServerExecutors executors) {
    /**
     * Opens the registry, and lists this proxy there.
     *
     * @param events listener for what happens to databases
     * @param closeStack gets the parts that have to be closed
     * @throws RuntimeException if the server is unfit; the message is one sentence for the operator
     */
    static ServerAccess open(
            Cluster cluster,
            ServerEvents events,
            ProxyIdentity proxy,
            Sockets sockets,
            LongSupplier nanoTime,
            CloseStack closeStack) {
        Registry registry = closeStack.add(Registry.open(cluster, events));
        QueryStatistics.prepare(registry, cluster.extensions());
        Membership membership = new Membership(registry, cluster.name());
        ServerThreads threads = new ServerThreads();
        ServerExecutors executors = threads.executors(nanoTime);
        ServerLogin login = new ServerLogin(
                new BackendConnector(sockets, ServerEncryption.of(cluster.tls())),
                cluster,
                registry.credentials(),
                ServerLogin.newest(registry.major()));
        try {
            new StrayServers(registry).rest();
            ProxyRegistration registration = closeStack.add(ProxyRegistration.start(
                    registry,
                    proxy,
                    membership,
                    new BlockingTasks(executors.workers()),
                    executors.delays(),
                    new SecureRandom()));
            // Closed before the registration, so that no late sign of life follows the end.
            closeStack.add(threads);
            return new ServerAccess(registry, membership, registration, login, threads, executors);
        } catch (SQLException e) {
            throw Registry.unusable(cluster, e);
        }
    }

    /** The major versions of what clients can have: databases of one version, or whole servers. */
    SortedSet<Integer> majors(LeaseKind kind) {
        return kind == LeaseKind.SERVER
                ? registry.instances().map(Instances::majors).orElseGet(TreeSet::new)
                : new TreeSet<>(Set.of(registry.major()));
    }

    /** The sessions on whole servers; empty: dayfly cannot start servers there. */
    Optional<InstanceLogin> instances() {
        return registry.instances().map(its -> new InstanceLogin(login, its, tasks(), executors.delays()));
    }

    BlockingTasks tasks() {
        return new BlockingTasks(executors.workers());
    }
}
