package org.dayfly.placement;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.Server;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * Decides which server gives a client its database. A database, its snapshots and its copies are on one server.
 *
 * <p>Safe for use by any thread. No method waits. A refusal is a {@link org.dayfly.protocol.ClientError}.
 */
public interface Placement {
    /** The servers that are open, in the order of the settings. */
    List<Server> servers();

    /**
     * Hands out a database without a key.
     *
     * @param source the key or the template that the database is a copy of; empty: the database is empty
     * @param wish the server that the client asks for; a copy is on the server of its source, whatever the wish
     * @param question asks a server to make the database
     */
    CompletableFuture<Placed> fresh(Optional<Key> source, ServerWish wish, Question question);

    /**
     * Hands out the database of a key, which is made if the key has none.
     *
     * @param source the key or the template that the database is a copy of if it is made; empty: the database is empty
     * @param wish the server that the client asks for, if the database is made and is not a copy
     * @param question asks a server for the database of the key
     */
    CompletableFuture<Placed> keyed(Key key, Optional<Key> source, ServerWish wish, Question question);

    /**
     * Hands out a fresh database under a key, in place of the database that the key has.
     *
     * @param wish the server that the client asks for, if the key has no database
     * @param question asks a server for the fresh database
     */
    CompletableFuture<Placed> reset(Key key, ServerWish wish, Question question);

    /**
     * Hands out a database that exists, by its name.
     *
     * @param question asks the server of the database
     */
    CompletableFuture<Placed> known(DatabaseName database, Question question);

    /**
     * The server of a database, and so of the role with the same name. There is a server for every name, so that a
     * client learns only after its login that there is no such database.
     */
    CompletableFuture<Server> ofDatabase(DatabaseName database);

    /** The server that has a key, or any server if none has the key. */
    CompletableFuture<Server> ofKey(Key key);

    /**
     * The server whose registry a maintenance role reaches.
     *
     * @throws org.dayfly.protocol.ClientError 57P03 if the server was never reached
     */
    Server ofRegistry();
}
