package org.dayfly.admin;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a path of the site sees it.
 *
 * @param path the parts of the path between slashes, decoded
 * @param query the parameters after the question mark
 * @param headers as they came
 * @param body the text of a POST
 */
record Request(
        HttpMethod method, List<String> path, Map<String, List<String>> query, HttpHeaders headers, String body) {
    /** The header with the operator's password. No other site can send it: that would need this site's consent. */
    static final String OPERATOR = "dayfly-operator";

    private static final String BASIC = "basic ";

    /** @throws IllegalArgumentException if the path is malformed */
    static Request of(FullHttpRequest request) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8, true, 20);
        List<String> path = new ArrayList<>();
        for (String part : uri.rawPath().split("/", -1)) {
            if (!part.isEmpty()) {
                path.add(QueryStringDecoder.decodeComponent(part.replace("+", "%2B")));
            }
        }
        return new Request(
                request.method(),
                path,
                uri.parameters(),
                request.headers().copy(),
                request.content().toString(StandardCharsets.UTF_8));
    }

    /** The first value of a parameter. */
    Optional<String> parameter(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    Optional<String> header(CharSequence name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The password of HTTP Basic, whatever the user name (RFC 7617). */
    Optional<String> password() {
        return header(HttpHeaderNames.AUTHORIZATION)
                .filter(value -> value.regionMatches(true, 0, BASIC, 0, BASIC.length()))
                .flatMap(value -> decoded(value.substring(BASIC.length()).trim()))
                .filter(pair -> pair.indexOf(':') >= 0)
                .map(pair -> pair.substring(pair.indexOf(':') + 1));
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
