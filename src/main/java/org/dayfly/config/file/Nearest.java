package org.dayfly.config.file;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that somebody may have meant: few letters to change, in the whole or in its last word. */
final class Nearest {
    private Nearest() {}

    /** The candidate most like the name; of several, the one with fewer letters to change in the whole. */
    static String to(String name, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.<String>comparingInt(each -> unlike(words(name), words(each)))
                        .thenComparingInt(each -> distance(words(name), words(each)))
                        .thenComparing(String::length)
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** One form for keys, where words are parted by dots and hyphens, and for variables, where it is underscores. */
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

    /** Levenshtein's: letters to put in, take out or replace. */
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
