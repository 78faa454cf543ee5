package org.dayfly.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see the status page, and who may change something there. */
final class GateTest {
    private static final Set<String> NAMES = Set.of("localhost", "dayfly.example");
    private static final Gate OPEN = new Gate(Optional.empty(), Optional.empty(), NAMES);
    private static final Gate CLOSED =
            new Gate(Optional.of(new Secret("sesame")), Optional.of(new Secret("bär:1")), NAMES);

    private static Request request(String... headers) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
        for (int i = 0; i < headers.length; i += 2) {
            request.headers().add(headers[i], headers[i + 1]);
        }
        return Request.of(request);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:6433", "[::1]:6433", "10.1.2.3", "localhost:6433", "dayfly.example"})
    void withoutAPasswordShowsToThoseWhoKnowTheAddress(String host) {
        assertThat(OPEN.refusesToShow(request("host", host))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:6433", "127.0.0.1.evil.example", "localhost.evil.example"})
    void withoutAPasswordShowsNothingToAnotherSiteThatPointsItsNameHere(String host) {
        assertThat(OPEN.refusesToShow(request("host", host))
                        .orElseThrow()
                        .status()
                        .code())
                .isEqualTo(403);
    }

    @Test
    void withAPasswordShowsToThoseWhoKnowEither() {
        assertThat(CLOSED.refusesToShow(request("authorization", basic("any:sesame"))))
                .isEmpty();
        assertThat(CLOSED.refusesToShow(request("authorization", basic(":bär:1"))))
                .isEmpty();
        assertThat(CLOSED.refusesToShow(request("dayfly-operator", "b\u00e4r:1")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic !!", "Bearer sesame", "Basic c2VzYW1l", ""})
    void refusesAnyoneElse(String authorization) {
        Answer refusal =
                CLOSED.refusesToShow(request("authorization", authorization)).orElseThrow();
        assertThat(refusal.status().code()).isEqualTo(401);
        assertThat(refusal.headers()).containsKey("www-authenticate");
    }

    @Test
    void changesNothingWithoutAnOperatorsPassword() {
        assertThat(OPEN.refusesToAct(request("dayfly-operator", ""))
                        .orElseThrow()
                        .body())
                .contains("this page only shows");
    }

    @Test
    void onlyTheOperatorChangesSomething() {
        assertThat(CLOSED.refusesToAct(request("dayfly-operator", "bär:1"))).isEmpty();
        assertThat(CLOSED.refusesToAct(request("dayfly-operator", "sesame"))).isPresent();
        assertThat(CLOSED.refusesToAct(request("authorization", basic("any:bär:1"))))
                .as("browsers send this by themselves")
                .isPresent();
    }

    @Test
    void anotherSiteChangesNothing() {
        String host = "dayfly.example:6433";
        assertThat(CLOSED.refusesToAct(request("dayfly-operator", "bär:1", "host", host, "origin", "http://" + host)))
                .isEmpty();
        assertThat(CLOSED.refusesToAct(
                        request("dayfly-operator", "bär:1", "host", host, "origin", "http://evil.example")))
                .isPresent();
        assertThat(CLOSED.refusesToAct(request("dayfly-operator", "bär:1", "host", host, "origin", "null")))
                .isPresent();
        assertThat(CLOSED.refusesToAct(request("dayfly-operator", "bär:1", "sec-fetch-site", "cross-site")))
                .isPresent();
        assertThat(CLOSED.refusesToAct(request("dayfly-operator", "bär:1", "sec-fetch-site", "same-origin")))
                .isEmpty();
    }
}
