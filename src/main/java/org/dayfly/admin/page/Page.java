package org.dayfly.admin.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page in one file, and the policy that lets a browser run and load nothing else.
 *
 * @param html the page with its style and its script
 * @param policy the header Content-Security-Policy
 */
public record Page(String html, String policy) {
    private static final List<String> SCRIPTS =
            List.of("text.js", "rows.js", "chart.js", "views.js", "databases.js", "actions.js", "live.js");

    /** Reads the page from the jar. */
    public static Page read() {
        String style = resource("page.css");
        String script = SCRIPTS.stream().map(Page::resource).collect(Collectors.joining("\n", "'use strict';\n", ""));
        return new Page(
                resource("page.html").replace("/*style*/", style).replace("/*script*/", script),
                "default-src 'none'; script-src 'sha256-" + hash(script) + "'; style-src 'sha256-" + hash(style)
                        + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
                        + " frame-ancestors 'none'; require-trusted-types-for 'script'");
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
