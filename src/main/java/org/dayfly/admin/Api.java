package org.dayfly.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dayfly.admin.page.DatabaseLists;
import org.dayfly.admin.page.Json;
import org.dayfly.admin.page.Operator;
import org.dayfly.admin.page.PageEvents;
import org.dayfly.config.value.DurationText;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.server.registry.NameOrKey;

/**
 * The JSON of the page, and its commands. The paths begin with {@code /api/v1/}.
 *
 * <pre>
 * GET  overview  events?after=ID  databases  databases/NAME
 * POST databases/NAME/extend?for=1h  databases/NAME/pin  databases/NAME/drop  servers/NAME/drain  servers/NAME/undrain
 * </pre>
 */
record Api(
        Supplier<CompletableFuture<String>> overview, PageEvents events, DatabaseLists databases, Operator operator) {
    private static final String JSON = "application/json";
    private static final String BEGIN = "api/v1/";

    /** A path without its name. */
    private record Path(String words, String name) {
        static Path of(List<String> parts) {
            return parts.size() < 4
                    ? new Path(String.join("/", parts), "")
                    : new Path(
                            String.join("/", parts.subList(0, 3)) + "/*"
                                    + parts.subList(4, parts.size()).stream().reduce("", (a, b) -> a + "/" + b),
                            parts.get(3));
        }
    }

    CompletableFuture<Answer> show(Request request) {
        Path path = Path.of(request.path());
        return switch (path.words()) {
            case BEGIN + "overview" -> answer(overview.get());
            case BEGIN + "events" -> events(request.parameter("after").orElse("0"));
            case BEGIN + "databases" -> answer(databases.json());
            case BEGIN + "databases/*" -> ofDatabase(path.name(), operator::show);
            default -> unknownPath();
        };
    }

    private CompletableFuture<Answer> events(String after) {
        return after.matches("\\d{1,18}")
                ? Site.told(Answer.of(JSON, events.after(Long.parseLong(after))))
                : Site.told(problem(HttpResponseStatus.BAD_REQUEST, "after is no id of an event", Optional.empty()));
    }

    CompletableFuture<Answer> act(Request request) {
        Path path = Path.of(request.path());
        return (switch (path.words()) {
                    case BEGIN + "databases/*/content" -> ofDatabase(path.name(), operator::content);
                    case BEGIN + "databases/*/extend" -> extend(path.name(), request);
                    case BEGIN + "databases/*/pin" -> ofDatabase(path.name(), operator::pin);
                    case BEGIN + "databases/*/drop" -> ofDatabase(path.name(), operator::drop);
                    case BEGIN + "servers/*/drain" -> answer(operator.drain(path.name(), true));
                    case BEGIN + "servers/*/undrain" -> answer(operator.drain(path.name(), false));
                    default -> unknownPath();
                })
                .whenComplete((answer, failure) -> databases.expire());
    }

    private CompletableFuture<Answer> extend(String name, Request request) {
        String text = request.parameter("for").orElse("");
        Optional<Duration> time = DurationText.parseSetting(text).filter(its -> !its.isZero());
        return time.isPresent()
                ? ofDatabase(name, called -> operator.extend(called, time.get()))
                : Site.told(problem(
                        HttpResponseStatus.BAD_REQUEST,
                        "for=" + text + " is not a time from now of at most 36500 d",
                        Optional.of("write it as in for=90s, for=30min or for=2h")));
    }

    private static CompletableFuture<Answer> unknownPath() {
        return Site.told(problem(HttpResponseStatus.NOT_FOUND, "there is no such page", Optional.empty()));
    }

    /** A question or a command about one database. */
    @FunctionalInterface
    private interface OfDatabase {
        CompletableFuture<String> ask(NameOrKey called);
    }

    private static CompletableFuture<Answer> ofDatabase(String name, OfDatabase question) {
        return NameOrKey.parse(name)
                .map(called -> answer(question.ask(called)))
                .orElseGet(() -> Site.told(problem(
                        HttpResponseStatus.NOT_FOUND,
                        "\"" + name + "\" is neither the name of a database nor a key",
                        Optional.empty())));
    }

    private static CompletableFuture<Answer> answer(CompletableFuture<String> json) {
        return json.thenApply(text -> Answer.of(JSON, text))
                .exceptionally(failure -> ClientError.in(failure)
                        .map(Api::problem)
                        .orElseThrow(() -> new IllegalStateException(FutureFailure.cause(failure))));
    }

    private static Answer problem(ClientError error) {
        HttpResponseStatus status = switch (error.kind()) {
            case GONE -> HttpResponseStatus.NOT_FOUND;
            case SERVER_UNREACHABLE, SHUTDOWN -> HttpResponseStatus.SERVICE_UNAVAILABLE;
            default -> HttpResponseStatus.CONFLICT;
        };
        return problem(status, error.text(), Optional.ofNullable(error.hint()));
    }

    private static Answer problem(HttpResponseStatus status, String sentence, Optional<String> hint) {
        String json = Json.object(its -> its.put("error", sentence).put("hint", hint));
        return new Answer(status, JSON, json, Map.of());
    }
}
