package org.dayfly.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.Secret;

/**
 * Decides who may see the status page, and who may change something there.
 *
 * @param clients the password of clients; empty: none
 * @param operator the password of the operator; empty: nobody can change anything
 * @param names the hosts that the settings name, by which browsers may reach the page
 */
record Gate(Optional<Secret> clients, Optional<Secret> operator, Set<String> names) {
    private static final String REALM = "Basic realm=\"dayfly\", charset=\"UTF-8\"";

    /** The refusal of a request that wants to see something; empty: it may. */
    Optional<Answer> refusesToShow(Request request) {
        if (clients.isEmpty() && operator.isEmpty()) {
            return isByKnownName(request)
                    ? Optional.empty()
                    : Optional.of(Answer.text(
                            HttpResponseStatus.FORBIDDEN,
                            "without a password, this page answers only by its address; open it by IP address or as"
                                    + " localhost, or set status.password"));
        }
        boolean knows = request.password().filter(this::isAnyPassword).isPresent()
                || request.header(Request.OPERATOR).filter(this::isOperator).isPresent();
        return knows
                ? Optional.empty()
                : Optional.of(Answer.text(HttpResponseStatus.UNAUTHORIZED, "the password is missing or wrong")
                        .with(HttpHeaderNames.WWW_AUTHENTICATE, REALM));
    }

    /** The refusal of a request that wants to change something; empty: it may. */
    Optional<Answer> refusesToAct(Request request) {
        if (operator.isEmpty()) {
            return Optional.of(Answer.text(
                    HttpResponseStatus.FORBIDDEN, "this page only shows; set status.password to change something"));
        }
        if (isCrossSite(request)) {
            return Optional.of(Answer.text(HttpResponseStatus.FORBIDDEN, "the request comes from another site"));
        }
        return request.header(Request.OPERATOR).filter(this::isOperator).isPresent()
                ? Optional.empty()
                : Optional.of(Answer.text(HttpResponseStatus.FORBIDDEN, "the operator's password is wrong"));
    }

    /** Whether a request came with a password, so that a refusal may be a guess at it. */
    static boolean isGuess(Request request) {
        return request.password().isPresent()
                || request.header(Request.OPERATOR).isPresent();
    }

    private boolean isAnyPassword(String given) {
        return Stream.of(clients, operator).flatMap(Optional::stream).anyMatch(known -> isSame(known, given));
    }

    /** A header has bytes, which arrive as characters of ISO 8859-1; curl and the page send UTF-8. */
    private boolean isOperator(String given) {
        String decoded = new String(given.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return operator.filter(known -> isSame(known, given) || isSame(known, decoded))
                .isPresent();
    }

    private static boolean isSame(Secret known, String given) {
        return MessageDigest.isEqual(
                known.value().getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Whether the browser reached the page by an address, or by a name that the settings know. A name of another site
     * could be made to point here (DNS rebinding), and scripts of that site could then read the page.
     */
    private boolean isByKnownName(Request request) {
        String host = request.header(HttpHeaderNames.HOST).map(Gate::host).orElse("");
        return host.isEmpty() || NetUtil.isValidIpV4Address(host) || host.indexOf(':') >= 0 || names.contains(host);
    }

    /** The host without its port, and without the brackets of an IPv6 address. */
    private static String host(String header) {
        int port = header.lastIndexOf(':');
        String host = port > header.lastIndexOf(']') ? header.substring(0, port) : header;
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isCrossSite(Request request) {
        boolean said = request.header("sec-fetch-site")
                .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                .isPresent();
        boolean elsewhere = request.header(HttpHeaderNames.ORIGIN)
                .filter(origin -> !request.header(HttpHeaderNames.HOST).equals(authority(origin)))
                .isPresent();
        return said || elsewhere;
    }

    private static Optional<String> authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The names that a status page at this address has, next to its addresses. */
    static Set<String> names(HostPort listen, HostPort advertised) {
        return Stream.of("localhost", listen.host(), advertised.host()).collect(Collectors.toSet());
    }
}
