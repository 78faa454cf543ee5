/**
 * dayfly: throwaway PostgreSQL databases, by wire. Whoever connects as user {@code new} is in a fresh database.
 *
 * <p>This is the tour; it follows a connection from the street inward. {@link org.dayfly.Main} reads the command line,
 * {@link org.dayfly.Proxy} builds the rooms from the server up to the street. Then:
 *
 * <ol>
 *   <li>A client connects: {@link org.dayfly.frontend.Listener} gives its channel a pipeline of a few handlers.
 *   <li>Its first packets are read, each a {@link org.dayfly.protocol.StartupPacket}. {@link org.dayfly.frontend.Encryption} is
 *       offered or declined, a
 *       {@link org.dayfly.protocol.CancelRequest} goes to the session that it fits.
 *   <li>A {@link org.dayfly.protocol.StartupMessage} opens a session. Reading stops; what comes early stays for the pipe.
 *       {@link org.dayfly.session.Route} says, by the user's name alone, which database is meant.
 *   <li>The client proves who it is, or is trusted: {@link org.dayfly.session.Verifiers} knows what is demanded.
 *   <li>{@link org.dayfly.database.Databases} takes one of the {@code WarmDatabases}, which are made ahead, empty or as copies
 *       of sealed ones, and hands it out: by one of the {@code Promises}, which the {@code Desk} had committed before
 *       the client came, or there and then; or joins one that is in service. The {@link org.dayfly.database.Registry} has it
 *       committed before the client hears of it.
 *   <li>Back on the client's event loop, one of the {@link org.dayfly.session.ReadySessions} may be open on it as the client
 *       wants it; else {@link org.dayfly.backend.BackendConnector} logs in to the {@link org.dayfly.cluster.Cluster} as the
 *       database's role.
 *   <li>One write greets the client: AuthenticationOk, what the server told, what dayfly tells, ReadyForQuery.
 *   <li>{@link org.dayfly.pipe.Pipe} joins the two. From here nothing is decoded, and nothing put in but the one FATAL of
 *       a database that is reclaimed while no answer is under way.
 *   <li>One side ends: the other gets what was meant for it and is closed, and the registry learns that the database is at
 *       rest. If it was copied before and its content has
 *       changed, its state is sealed for copies, in one of the {@code Snapshots}.
 *       {@link org.dayfly.database.Reaper} drops it when its time is over; of one that another proxy takes out of service
 *       {@link org.dayfly.database.ReclaimListener} hears, and tells the sessions here why.
 * </ol>
 *
 * <p>Steps 4 to 7 are one future, which {@link org.dayfly.session.Sessions} gives; if it fails, the client is told in one
 * place. A room imports only rooms further in: {@code command} and {@code frontend}, {@code session}, then {@code backend},
 * {@code pipe} and {@code database}, which do not know one another, {@code transport} and {@code cluster},
 * {@code protocol}, {@code config}, {@code telemetry}. A test holds the house to that.
 */
@NullMarked
package org.dayfly;

import org.jspecify.annotations.NullMarked;
