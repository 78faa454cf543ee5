package org.dayfly.admin.page;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Serves the page, and the same answers as a dayfly with as many databases as a test wants. */
final class CannedSite implements AutoCloseable {
    private static final String ZEROS =
            IntStream.range(0, 120).mapToObj(i -> "0").collect(Collectors.joining(",", "[", "]"));

    private final HttpServer server;
    private final Page page = Page.read();
    private final AtomicInteger databases;
    private final AtomicInteger ages = new AtomicInteger();

    CannedSite(int databases) throws IOException {
        this.databases = new AtomicInteger(databases);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/", "text/html; charset=utf-8", page::html);
        serve("/api/v1/overview", "application/json", CannedSite::overview);
        serve("/api/v1/events", "application/json", () -> "{\"last\":0,\"events\":[]}");
        serve("/api/v1/databases", "application/json", this::list);
        server.start();
    }

    private void serve(String path, String type, Supplier<String> body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", type);
            exchange.getResponseHeaders().set("content-security-policy", page.policy());
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Adds databases, and makes all others older, so that the next list has something new in each row. */
    void change(int more) {
        databases.addAndGet(more);
        ages.addAndGet(61);
    }

    private static String overview() {
        return Json.object(json -> json.put("version", "1")
                        .put("since", 0)
                        .put("now", 1000)
                        .put("starting", false)
                        .put("closing", false)
                        .put("actions", true)
                        .put("step", 5)
                        .joined("servers", List.of()))
                .replaceFirst("}$", ",\"handouts\":" + ZEROS + ",\"drops\":" + ZEROS + ",\"refusals\":" + ZEROS + "}");
    }

    private String list() {
        int all = databases.get();
        return "{\"servers\":[{\"name\":\"one\",\"at\":0,\"took\":1,\"stale\":false}],\"databases\":["
                + IntStream.range(0, all).mapToObj(this::row).collect(Collectors.joining(","))
                + "]}";
    }

    private String row(int number) {
        int age = ages.get();
        return Json.object(json -> json.put("server", "one")
                .put("name", "dayfly_abcdef" + (1_000_000_000 + number))
                .put("kind", "database")
                .put("key", "key-" + number)
                .put("client", "127.0.0.1")
                .put("note", "org.example.ShopTest.buys(" + number + ")")
                .put("state", number % 10 == 0 ? "warm" : "leased")
                .put("sessions", (number + age) % 4)
                .put("opened", 3)
                .put("size", 7_000_000 + number)
                .put("age", number + age)
                .put("left", 1800 - age % 1800)
                .put("pinned", false)
                .put("kept", false));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
