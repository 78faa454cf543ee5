package org.dayfly;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks for the JSON of a status page, and sends commands. Each request has the operator's password, but for those
 * with other headers. */
record PageClient(HttpClient http, String url) {
    static final String PASSWORD = "correct horse";

    private static final String[] OPERATOR = {"dayfly-operator", PASSWORD};

    static PageClient of(TestProxy proxy) {
        return new PageClient(HttpClient.newHttpClient(), proxy.statusUrl());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path, headers);
    }

    HttpResponse<String> post(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().POST(BodyPublishers.noBody()), path, headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path, String... headers)
            throws IOException, InterruptedException {
        request.uri(URI.create(url + path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** The answer that the operator gets. */
    Config json(String path) throws IOException, InterruptedException {
        return ConfigFactory.parseString(get("/api/v1/" + path, OPERATOR).body());
    }

    /** The status and the text of a command's answer. */
    String command(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/api/v1/" + path, OPERATOR);
        return answer.statusCode() + " " + answer.body();
    }

    /** A database in the list. */
    Optional<Config> database(String name) throws IOException, InterruptedException {
        return json("databases").getConfigList("databases").stream()
                .filter(each -> each.getString("name").equals(name))
                .<Config>map(each -> each)
                .findFirst();
    }

    /** The events of one type, from the oldest to the newest. */
    List<? extends Config> events(String type) throws IOException, InterruptedException {
        return json("events").getConfigList("events").stream()
                .filter(each -> each.getString("type").equals(type))
                .toList();
    }
}
