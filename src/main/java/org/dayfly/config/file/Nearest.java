package org.dayfly.config.file;

import java.util.Collection;
import java.util.Comparator;

/**
 * Finds the known name that is most like an unknown name, so that an error can suggest the known name.
 *
 * <p>Two names are alike if few letters differ in the whole name or in its last word.
 */
final class Nearest {
    private Nearest() {}

    /**
     * The candidate that is most like the name. If several are, the one with fewer different letters in the whole name
     * wins.
     */
    static String to(String name, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.<String>comparingInt(each -> unlike(words(name), words(each)))
                        .thenComparingInt(each -> distance(words(name), words(each)))
                        .thenComparing(String::length)
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** One form for keys and variables. In keys dots and hyphens separate words, in variables underscores do. */
    private static String words(String name) {
        return name.replaceAll("[-_]", ".");
    }

    private static int unlike(String name, String candidate) {
        int rest = 1 + distance(lastWord(name), lastWord(candidate));
        return Math.min(distance(name, candidate), rest);
    }

    private static String lastWord(String words) {
        return words.substring(words.lastIndexOf('.') + 1);
    }

    /** The Levenshtein distance: the number of letters to insert, remove or replace. */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] here = new int[to.length() + 1];
            here[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                here[column] = Math.min(replaced, 1 + Math.min(above[column], here[column - 1]));
            }
            above = here;
        }
        return above[to.length()];
    }
}
