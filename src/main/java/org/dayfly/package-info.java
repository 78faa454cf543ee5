/**
 * dayfly: throwaway PostgreSQL, by wire. A client that connects as user {@code new} gets a fresh database, and as user
 * {@code server} a whole PostgreSQL server.
 *
 * <p>This tour follows one connection from the client inward. {@link org.dayfly.Main} reads the command line, {@link
 * org.dayfly.Proxy} starts everything from the server up to the listening port and closes everything in reverse.
 *
 * <ol>
 *   <li>A client connects. {@link org.dayfly.frontend.Listener} gives the channel a pipeline of a few handlers.
 *   <li>The first packets are decoded to {@link org.dayfly.protocol.StartupPacket}. {@link
 *       org.dayfly.frontend.Encryption} offers or declines TLS. For a {@link org.dayfly.protocol.CancelRequest},
 *       {@link org.dayfly.session.OpenSessions} looks up the sessions with the request's process id, and picks the
 *       session whose secret key matches. If no session matches, {@link org.dayfly.session.CancelForwarding} asks the
 *       servers that other proxies use too: one server if the {@link org.dayfly.protocol.CancelKey} tells the server,
 *       otherwise all.
 *   <li>A {@link org.dayfly.protocol.StartupMessage} opens a session: {@link org.dayfly.frontend.StartupHandler}.
 *       dayfly stops reading from the client; bytes that arrive early wait for step 8. {@link
 *       org.dayfly.session.request.Route} tells from the user name which database the client wants.
 *       {@code session.request.SessionOptions} reads the options for dayfly in the startup message.
 *   <li>The client proves who it is, or is trusted. {@link org.dayfly.session.Verifiers} knows which password is
 *       required.
 *   <li>{@link org.dayfly.session.SessionOpener} gives the route to {@code session.Opening}, which asks {@link
 *       org.dayfly.placement.Placement} for a database. The placement chooses or finds the {@link
 *       org.dayfly.server.Server}, whose {@link org.dayfly.server.Databases} hands out the database:
 *       <ul>
 *         <li>For a new database, {@code server.lease.Allocator} takes one from {@link
 *             org.dayfly.server.warm.WarmDatabases}, where databases are made before a client asks. {@link
 *             org.dayfly.server.lease.CommittedAhead} has reserved a warm database in the registry for the next
 *             client without a key; other clients wait for {@code server.lease.HandOutQueue}. If no database is warm,
 *             {@code server.create.DatabaseMaker} makes one.
 *         <li>A whole server is handed out in the same way. The registry lists it like a database, and {@link
 *             org.dayfly.cluster.Instances} makes, starts and removes it.
 *         <li>For a database that exists, {@code server.lease.Joins} asks the registry whether the session may join,
 *             unless {@link org.dayfly.server.live.LeasesInUse} knows the answer from a moment ago.
 *       </ul>
 *       The result is committed in the {@link org.dayfly.server.registry.Registry} before the client gets an answer.
 *       {@link org.dayfly.server.lease.ProxyLimits} adds the databases of the client on other servers to its limit.
 *       {@code server.registry.LockedConnection} has the order of the registry's locks.
 *   <li>{@link org.dayfly.server.ready.SessionsAtHand} may have an open session on that database, started with the
 *       same startup parameters that this client sends: {@link org.dayfly.server.ready.ReadySessions} those that are
 *       opened ahead, {@link org.dayfly.server.ready.KeptSessions} those that had a client before. If not, {@link
 *       org.dayfly.server.ready.ServerLogin} logs in to the {@link org.dayfly.cluster.Cluster} as the role of the
 *       database, or {@link org.dayfly.server.ready.InstanceLogin} to a whole server, by {@link
 *       org.dayfly.backend.BackendConnector}. {@link org.dayfly.backend.ServerEncryption} holds the TLS policy towards
 *       the server.
 *   <li>One write answers the client: AuthenticationOk, the server's parameters, {@link
 *       org.dayfly.protocol.BackendKeyData}, dayfly's notices, ReadyForQuery.
 *   <li>{@link org.dayfly.pipe.Pipe} joins the two channels. From here on nothing is decoded. The only message that
 *       dayfly still sends is one FATAL, when dayfly stops or the database is taken out of service, and only while the
 *       server owes no answer.
 *   <li>One side closes. The other side gets the bytes that are still to be sent, and is closed. If the client ended an
 *       idle session of a shared database, the pipe parts instead, and the server's side waits for the next client.
 *       When the last session has ended, {@code server.lease.Joins} tells the registry that the database is at rest.
 *       {@code server.registry.Rests} decides whether {@link org.dayfly.server.copy.Snapshots} takes a snapshot for
 *       later copies, and when.
 *   <li>{@link org.dayfly.server.lease.Reaper}, on thread {@code dayfly-reaper}, takes databases out of service whose
 *       time is over, by the conditions in {@code reclaim.sql}, which is with all SQL of the registry in the resources
 *       of package {@code server.registry}. {@link org.dayfly.server.drop.Reclaimer} drops the databases, on the same
 *       thread. {@link org.dayfly.server.drop.ReclaimListener} is told of databases that another proxy took out of
 *       service, and ends the sessions here. When dayfly stops, {@code server.WarmStock} drops the warm databases.
 * </ol>
 *
 * <p>Steps 4 to 7 are one future, which {@link org.dayfly.session.Sessions} gives. If it fails, the client is told in
 * one place, with a {@link org.dayfly.protocol.ClientError}. Its {@link org.dayfly.protocol.ErrorKind} decides what
 * dayfly does next, and the level of the log line.
 *
 * <p>On SIGHUP, {@link org.dayfly.Main} reads the settings again and changes the log. {@code Proxy.reload} refuses
 * changes that need a restart ({@code RestartOnly}). It lets {@link org.dayfly.placement.ServersInForce} open servers
 * that are new and close those that are no longer in {@code servers}, and puts the rest into {@link
 * org.dayfly.config.CurrentSettings}. The limits, the times of databases and the reaper follow at once. TLS, passwords
 * and networks count for later clients. New templates are made. Open sessions stay.
 *
 * <p>If {@code status.listen} is set, {@link org.dayfly.admin.StatusSite} answers health checks, Prometheus and
 * browsers, on an event loop of its own. It hears what happens by {@link org.dayfly.session.SessionEvents} and {@link
 * org.dayfly.server.registry.ServerEvents}, and asks each server's {@link org.dayfly.server.ServerFigures} for the rest
 * when somebody wants to know. Without that setting nobody listens, and Micrometer is not loaded.
 *
 * <p>{@code dayfly exec} runs another program with a fresh database. If no dayfly runs, {@link
 * org.dayfly.background.BackgroundDayfly} starts one, which {@code IdleExit} ends after some time without
 * clients.
 *
 * <p>The library for tests is a jar of its own with five packages, which need nothing but the JDK and JUnit: {@code
 * junit}, {@code client}, {@code background}, {@code machine} and {@code config.value}. {@link
 * org.dayfly.client.LibraryDayfly} finds or starts a dayfly for {@link org.dayfly.junit.DayflySessionListener}, {@link
 * org.dayfly.junit.FreshDatabase} and pgjdbc ({@link org.dayfly.client.DayflySocketFactory}). The jar has the rest of
 * dayfly as one file, and {@code client.UnpackedProgram} starts this file in a process of its own, so that dayfly's
 * libraries are not on the class path of a test.
 *
 * <p>A package imports only packages further in: {@code command} and {@code admin}, then {@code background} and {@code
 * frontend}, then {@code session}, {@code placement}, {@code server} with the packages below it, {@code script} and
 * {@code sql}, {@code backend} and {@code pipe}, {@code cluster}, {@code machine}, {@code transport}, {@code protocol},
 * {@code config}, {@code telemetry}. ArchitectureTest has the list, one line for each package.
 */
@NullMarked
package org.dayfly;

import org.jspecify.annotations.NullMarked;
