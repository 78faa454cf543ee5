package org.dayfly;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.cluster.Cluster;

/** Servers that are named a, b and c. In tests with these servers, the first letter of a key names the key's server. */
final class ServerLetters {
    private static final Pattern LETTER = Pattern.compile("new\\.([abc])-.*");

    private ServerLetters() {}

    /** The servers by name. The first has the directory of keys. */
    static Map<String, Cluster> named(List<Cluster> clusters) {
        Map<String, Cluster> byName = new LinkedHashMap<>();
        for (Cluster cluster : clusters) {
            byName.put(Character.toString('a' + byName.size()), cluster);
        }
        return byName;
    }

    /** The startup parameter {@code options} that asks for the server of a user's key; empty if the user has no key. */
    static String options(String user) {
        Matcher letter = LETTER.matcher(user);
        return letter.matches() ? option(letter.group(1)) : "";
    }

    /** The startup parameter {@code options} that asks for a server. */
    static String option(String server) {
        return "-c dayfly.server=" + server;
    }
}
