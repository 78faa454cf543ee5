package org.dayfly.admin.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dayfly.placement.Listed;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.Administration;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.DatabaseState;
import org.dayfly.server.registry.NameOrKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions and the commands of an operator about one database or one server. Each future fails with a {@link
 * ClientError} whose text and hint are for the operator. Safe for use by any thread.
 */
public final class Operator {
    private static final Logger log = LoggerFactory.getLogger(Operator.class);

    private final Supplier<List<Listed>> servers;
    private final Executor threads;

    /** @param threads wait for PostgreSQL */
    public Operator(Supplier<List<Listed>> servers, Executor threads) {
        this.servers = servers;
        this.threads = threads;
    }

    private record Found(String server, Administration administration, DatabaseName database) {}

    /** What the registry knows of a database, as JSON. */
    public CompletableFuture<String> show(NameOrKey called) {
        return of(called, (found, name) -> {
            DatabaseRow row =
                    new DatabaseRow(found.server(), found.administration().show(name));
            return Json.object(row::write);
        });
    }

    /** What a database of a client holds, as JSON. Opens a session on the database. */
    public CompletableFuture<String> content(NameOrKey called) {
        return of(called, (found, name) -> {
            DatabaseStatus status = found.administration().show(name);
            if (!status.provenance().isForClients() || status.state() != DatabaseState.LEASED) {
                throw ClientError.of(SqlState.OBJECT_IN_USE, "\"" + name + "\" is no database that a client has now")
                        .withHint("only these can be looked into");
            }
            return ContentJson.of(found.administration().contents().of(name));
        });
    }

    /** Lets a database live, and be unused, at least this long from now. */
    public CompletableFuture<String> extend(NameOrKey called, Duration duration) {
        return of(
                called,
                (found, name) ->
                        done(name + " expires: " + found.administration().extend(name, duration)));
    }

    /** Keeps a database until an operator extends or drops the database. */
    public CompletableFuture<String> pin(NameOrKey called) {
        return of(called, (found, name) -> {
            found.administration().pin(name);
            return done(name + " is pinned");
        });
    }

    /** Drops a database, with its sessions. */
    public CompletableFuture<String> drop(NameOrKey called) {
        return of(called, (found, name) -> {
            found.administration().drop(name);
            return done(name + " is dropped");
        });
    }

    /** Lets a server take no new databases, or take them again. */
    public CompletableFuture<String> drain(String name, boolean draining) {
        return CompletableFuture.supplyAsync(
                () -> {
                    named(name).drain(draining);
                    return done(name + (draining ? " is being drained" : " takes new databases again"));
                },
                threads);
    }

    private static String done(String sentence) {
        log.info("an operator's command on the status page: {}", sentence);
        return Json.object(json -> json.put("done", sentence));
    }

    private Administration named(String name) {
        List<Listed> all = servers.get();
        Listed listed = all.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ClientError.of(SqlState.INVALID_CATALOG_NAME, "there is no server \"" + name + "\"")
                        .withHint("the servers are "
                                + all.stream().map(Listed::name).collect(Collectors.joining(", "))));
        return listed.server()
                .orElseThrow(() -> ClientError.of(
                                SqlState.CANNOT_CONNECT_NOW, "server \"" + name + "\" could not be reached so far")
                        .withHint("try again when the server runs"))
                .figures()
                .administration();
    }

    private CompletableFuture<String> of(NameOrKey called, BiFunction<Found, DatabaseName, String> command) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Found found = found(called);
                    return command.apply(found, found.database());
                },
                threads);
    }

    /** Finds the server that has the database. A server that cannot be reached matters only if no other has it. */
    private Found found(NameOrKey called) {
        List<ClientError> unreachable = new ArrayList<>();
        for (Listed each : nearestFirst(called)) {
            try {
                Administration server = each.server().orElseThrow().figures().administration();
                Optional<DatabaseName> name = server.lookUp(called);
                if (name.isPresent()) {
                    return new Found(each.name(), server, name.get());
                }
            } catch (ClientError failure) {
                if (failure.kind() != ErrorKind.SERVER_UNREACHABLE) {
                    throw failure;
                }
                unreachable.add(failure);
            }
        }
        throw unreachable.isEmpty() ? Administration.unknown(called) : unreachable.get(0);
    }

    /** The open servers; the server whose letters are in the name of the database comes first. */
    private List<Listed> nearestFirst(NameOrKey called) {
        Optional<?> tag = DatabaseName.parse(called.value()).flatMap(DatabaseName::server);
        return servers.get().stream()
                .filter(each -> each.server().isPresent())
                .sorted(Comparator.comparing(
                        each -> !each.server().map(its -> its.tag()).equals(tag)))
                .toList();
    }
}
