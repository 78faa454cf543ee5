package org.dayfly.bench.stage;

/** The role and the password in a URL that dayfly has issued. The database has the name of the role. */
public record Issued(String role, String password) {
    /**
     * Reads a URL.
     *
     * @param url as {@code SHOW dayfly.url} answers
     */
    public static Issued of(String url) {
        String login = url.substring(url.indexOf("//") + 2, url.lastIndexOf('@'));
        int colon = login.indexOf(':');
        return new Issued(login.substring(0, colon), login.substring(colon + 1));
    }
}
