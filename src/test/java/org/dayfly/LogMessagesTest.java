package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** log.md explains each warning and each error that the source can log. */
final class LogMessagesTest {
    private static final Path SOURCE = Path.of("src/main/java/org/dayfly");
    private static final Path PAGE = Path.of("src/site/markdown/log.md");

    /** A call up to the end of its first text, which may be the sum of several literals. */
    private static final Pattern CALL = Pattern.compile("\\blog\\s*\\.(?:warn|error)\\(\\s*(?<text>" + texts() + ")|"
            + "\\.at(?:Warn|Error|Level)\\([^;]*?\\.log\\(\\s*(?<chained>" + texts() + ")|"
            + "ServerFailure\\.warn\\(log, (?<consequence>" + texts() + ")");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static String texts() {
        return "\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\]|\\\\.)*\")*";
    }

    @Test
    void eachWarningAndErrorIsExplained() throws IOException {
        String page = Files.readString(PAGE);
        List<String> messages = messages();
        assertThat(messages).hasSizeGreaterThan(45);
        assertThat(messages.stream().filter(message -> !page.contains(message)))
                .as("messages that are not in " + PAGE)
                .isEmpty();
    }

    /** What the source logs, with … in the place of names, numbers and reasons. */
    private static List<String> messages() throws IOException {
        List<String> messages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCE)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher call = CALL.matcher(Files.readString(file));
                while (call.find()) {
                    String text = Stream.of("text", "chained", "consequence")
                            .map(call::group)
                            .filter(group -> group != null)
                            .findFirst()
                            .orElseThrow();
                    messages.add(template(text));
                }
            }
        }
        // Those that consist of names alone: the message is in a variable.
        messages.removeIf(message -> message.replaceAll("[^a-z]", "").isEmpty());
        return messages;
    }

    private static String template(String literals) {
        StringBuilder text = new StringBuilder();
        Matcher literal = LITERAL.matcher(literals);
        while (literal.find()) {
            text.append(literal.group(1));
        }
        return text.toString().replace("\\\"", "\"").replace("{}", "…");
    }
}
