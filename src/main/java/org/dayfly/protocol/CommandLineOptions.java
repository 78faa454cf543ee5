package org.dayfly.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The startup parameter {@code options}: arguments for the server's command line, read by PostgreSQL's rules.
 *
 * <p>White space separates words, a backslash takes the next character as it is, and {@code getopt} decides which
 * switch takes the next word. Only settings ({@code -c name=value}, {@code --name=value}) are decoded; the other bytes
 * stay unchanged.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-postgres.html">PostgreSQL, postgres</a>
 */
public final class CommandLineOptions {
    /** The switches of {@code process_postgres_switches} that take an argument. */
    private static final String WITH_ARGUMENT = "BCDcdfhkNrpStvW-";

    private final String text;
    private final List<Setting> settings;

    private CommandLineOptions(String text, List<Setting> settings) {
        this.text = text;
        this.settings = settings;
    }

    /**
     * One setting.
     *
     * @param name in lower case, with underscores for dashes, as the server will see it
     * @param value null if there is none
     * @param start where the setting begins in the text; in a group of switches, at its own letter
     * @param end the position behind the setting
     */
    public record Setting(String name, @Nullable String value, int start, int end) {}

    public static CommandLineOptions parse(String text) {
        List<Word> words = words(text);
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            if (!word.text.startsWith("-") || word.text.length() == 1 || word.text.equals("--")) {
                break;
            }
            int at = switchWithArgument(word.text);
            if (at < 0) {
                continue;
            }
            boolean attached = at + 1 < word.text.length();
            if (!attached && i + 1 == words.size()) {
                break;
            }
            char option = word.text.charAt(at);
            Word last = attached ? word : words.get(++i);
            if (option == 'c' || option == '-') {
                String assignment = attached ? word.text.substring(at + 1) : last.text;
                settings.add(setting(assignment, at == 1 ? word.start : word.places.get(at), last.end));
            }
        }
        return new CommandLineOptions(text, settings);
    }

    public List<Setting> settings() {
        return settings;
    }

    /** The text without some of its settings. The rest stays unchanged. */
    public String without(Predicate<Setting> unwanted) {
        StringBuilder rest = new StringBuilder(text);
        for (int i = settings.size() - 1; i >= 0; i--) {
            Setting setting = settings.get(i);
            if (unwanted.test(setting)) {
                rest.delete(setting.start, setting.end);
            }
        }
        return rest.toString();
    }

    private static int switchWithArgument(String word) {
        for (int at = 1; at < word.length(); at++) {
            if (WITH_ARGUMENT.indexOf(word.charAt(at)) >= 0) {
                return at;
            }
        }
        return -1;
    }

    private static Setting setting(String assignment, int start, int end) {
        int equals = assignment.indexOf('=');
        String name = equals < 0 ? assignment : assignment.substring(0, equals);
        return new Setting(
                name.replace('-', '_').toLowerCase(Locale.ROOT),
                equals < 0 ? null : assignment.substring(equals + 1),
                start,
                end);
    }

    private static List<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                return words;
            }
            int start = at;
            StringBuilder word = new StringBuilder();
            List<Integer> places = new ArrayList<>();
            for (; at < text.length() && !isSpace(text.charAt(at)); at++) {
                places.add(at);
                if (text.charAt(at) == '\\' && ++at == text.length()) {
                    break;
                }
                word.append(text.charAt(at));
            }
            words.add(new Word(word.toString(), places, start, at));
        }
    }

    /** The white space of C's {@code isspace}. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** @param places where each character of the word begins, with its backslash */
    private record Word(String text, List<Integer> places, int start, int end) {}
}
