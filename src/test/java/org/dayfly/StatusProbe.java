package org.dayfly;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Asks a status page, as a health check or Prometheus does. */
final class StatusProbe {
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;

    private StatusProbe(String url) {
        this.url = url;
    }

    static StatusProbe of(TestProxy proxy) {
        return new StatusProbe(proxy.statusUrl());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The status of readiness, with the text. */
    String ready() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/readyz");
        return answer.statusCode() + " " + answer.body().strip();
    }

    List<String> metrics() throws IOException, InterruptedException {
        return get("/metrics").body().lines().toList();
    }

    /** The value of a metric, by its name with its labels, as in the scrape; empty: there is none. */
    String metric(String name) throws IOException, InterruptedException {
        return metrics().stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }
}
