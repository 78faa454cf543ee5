package org.dayfly.script;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.script.parse.ScriptFailure;
import org.dayfly.script.parse.ScriptStep;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns the server's error about a step into a message with the line of the script.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-error-fields.html">PostgreSQL, Error and Notice
 *     Fields</a>
 */
final class StepFailure {
    private static final Pattern LINE_OF_DATA = Pattern.compile("^COPY .+?, line (\\d+)", Pattern.MULTILINE);
    private static final Pattern ROUTINE = Pattern.compile("^(?:PL/pgSQL|SQL) function .*", Pattern.MULTILINE);
    private static final Pattern NO_ROLE =
            Pattern.compile("role \".*\" does not exist|(?:permission denied|must .*) to create roles?.*");
    private static final Pattern NO_EXTENSION = Pattern.compile("permission denied to create extension \"(.*)\"");

    /** The caller adds the next step. PostgreSQL's detail and hint say no more than the message. */
    private static final Pattern ABSENT_EXTENSION = Pattern.compile("extension \"(.*)\" is not available");

    /** Part of pgjdbc's message when pgjdbc closes the connection because a setting has changed. */
    private static final String OTHER_ENCODING = "client_encoding parameter was changed";

    private static final String OTHER_DATES = "DateStyle parameter was changed";

    /** Part of pgjdbc's message when COPY would send data to the client. */
    private static final String COPY_OUT = "only supported using the CopyManager API";

    private static final int LONGEST = 1000;

    private final ScriptStep step;
    private final SQLException said;
    private final Optional<ServerErrorMessage> message;

    StepFailure(ScriptStep step, SQLException said) {
        this.step = step;
        this.said = said;
        this.message =
                said instanceof PSQLException e ? Optional.ofNullable(e.getServerErrorMessage()) : Optional.empty();
    }

    ScriptFailure in(Path file) {
        return ScriptFailure.at(file, line(), sentence(), said);
    }

    private int line() {
        Optional<Matcher> data = found(LINE_OF_DATA);
        if (step.data().isPresent() && data.isPresent()) {
            return step.data().get().line() + Integer.parseInt(data.get().group(1)) - 1;
        }
        int position = message.map(ServerErrorMessage::getPosition).orElse(0);
        return position > 0 ? step.lineOf(position) : step.line();
    }

    private Optional<Matcher> found(Pattern pattern) {
        return message.map(ServerErrorMessage::getWhere).map(pattern::matcher).filter(Matcher::find);
    }

    private String sentence() {
        String what = message.map(ServerErrorMessage::getMessage).orElseGet(said::getMessage);
        if (what.contains(COPY_OUT)) {
            return "there is no stdout for COPY to write to; take the statement out";
        }
        StringBuilder sentence = new StringBuilder(oneLine(what));
        if (ABSENT_EXTENSION.matcher(what).matches()) {
            return sentence.toString();
        }
        found(ROUTINE).ifPresent(routine -> sentence.append("; in ").append(oneLine(routine.group())));
        message.map(ServerErrorMessage::getDetail)
                .ifPresent(detail -> sentence.append("; detail: ").append(oneLine(detail)));
        message.map(ServerErrorMessage::getHint)
                .ifPresent(hint -> sentence.append("; hint: ").append(oneLine(hint)));
        Matcher extension = NO_EXTENSION.matcher(what);
        if (NO_ROLE.matcher(what).matches()) {
            sentence.append(
                    "; scripts make no roles: name one that the server has, or make the role on the server, or take"
                            + " the statement out");
        } else if (extension.matches()) {
            sentence.append("; name it in \"extensions\" of proxy.conf: dayfly's own role makes these extensions");
        } else if (what.contains(OTHER_DATES)) {
            sentence.append("; set it by a statement of the script, SET DateStyle");
        } else if (what.contains(OTHER_ENCODING)) {
            sentence.append("; make the dump with --encoding=UTF8");
        }
        return sentence.toString();
    }

    private static String oneLine(String words) {
        String line = words.strip().replaceAll("\\s*\\R\\s*", " ").replaceFirst("\\.$", "");
        // Some messages hold a whole value or a whole statement.
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
