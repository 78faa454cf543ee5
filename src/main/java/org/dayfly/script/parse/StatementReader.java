package org.dayfly.script.parse;

import static org.dayfly.script.parse.Lexical.isDigit;
import static org.dayfly.script.parse.Lexical.isSpace;
import static org.dayfly.script.parse.Lexical.isWordPart;
import static org.dayfly.script.parse.Lexical.isWordStart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Reads a script's statements, each to the semicolon that ends it.
 *
 * <p>Semicolons in quotes, comments, parentheses and bodies of functions do not end a statement.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">PostgreSQL, Lexical Structure</a>
 */
final class StatementReader {
    /** If the next line begins with a quote, the string continues there, with the same rules for escapes. */
    private enum Resumption {
        NONE,
        AFTER_LINE_END,
        NOW
    }

    private final Path file;
    private final ScriptBytes bytes;
    private final BooleanSupplier plainStrings;
    private final StatementText text = new StatementText();
    private StatementShape shape = new StatementShape();
    private StatementTokens tokens = new StatementTokens();
    private int line;
    private Resumption escapes = Resumption.NONE;

    /** @param plainStrings whether {@code standard_conforming_strings} is on at the time of the call */
    StatementReader(Path file, ScriptBytes bytes, BooleanSupplier plainStrings) {
        this.file = file;
        this.bytes = bytes;
        this.plainStrings = plainStrings;
    }

    StatementText text() {
        return text;
    }

    StatementShape shape() {
        return shape;
    }

    StatementTokens tokens() {
        return tokens;
    }

    /** The line that the statement begins on. */
    int line() {
        return line;
    }

    void startAnew() {
        text.clear();
        shape = new StatementShape();
        tokens = new StatementTokens();
        escapes = Resumption.NONE;
    }

    /** Continues to read the statement. */
    StatementEnd read() throws IOException, ScriptFailure {
        while (true) {
            int next = bytes.peek();
            if (next == ScriptBytes.END) {
                return StatementEnd.END;
            } else if (next == '\\') {
                return StatementEnd.BACKSLASH;
            } else if (next == ';' && shape.mayEnd()) {
                bytes.next();
                return StatementEnd.SEMICOLON;
            } else if (isSpace(next)) {
                space(next);
            } else if (bytes.lookingAt("--")) {
                lineComment();
            } else if (bytes.lookingAt("/*")) {
                escapes = Resumption.NONE;
                comment();
            } else {
                token(next);
            }
        }
    }

    private void space(int next) throws IOException {
        if ((next == '\n' || next == '\r') && escapes == Resumption.AFTER_LINE_END) {
            escapes = Resumption.NOW;
        }
        keepUnlessFirst();
    }

    private void lineComment() throws IOException {
        for (int next = bytes.peek(); next != '\n' && next != '\r' && next != ScriptBytes.END; next = bytes.peek()) {
            keepUnlessFirst();
        }
    }

    private void comment() throws IOException, ScriptFailure {
        int begun = bytes.line();
        int depth = 0;
        do {
            if (bytes.peek() == ScriptBytes.END) {
                throw ScriptFailure.at(file, begun, "unterminated /* comment");
            }
            boolean opens = bytes.lookingAt("/*");
            boolean closes = bytes.lookingAt("*/");
            if (opens || closes) {
                depth += opens ? 1 : -1;
                keepUnlessFirst();
            }
            keepUnlessFirst();
        } while (depth > 0);
    }

    private void token(int next) throws IOException, ScriptFailure {
        if (text.isEmpty()) {
            line = bytes.line();
        }
        boolean resumes = escapes == Resumption.NOW;
        escapes = Resumption.NONE;
        if (isWordStart(next)) {
            word();
            return;
        }
        shape.other(next);
        int start = text.length();
        Token.Kind kind = quotedOrOther(next, resumes);
        tokens.add(kind, text, start, text.length());
    }

    /** Reads the token that begins with this byte, and returns its kind. */
    private Token.Kind quotedOrOther(int next, boolean resumes) throws IOException, ScriptFailure {
        if (next == '\'') {
            string(resumes || !plainStrings.getAsBoolean());
            return Token.Kind.STRING;
        } else if (next == '"') {
            quotedIdentifier();
            return Token.Kind.QUOTED_IDENTIFIER;
        } else if (next == '$') {
            return dollar() ? Token.Kind.STRING : Token.Kind.OTHER;
        }
        keep();
        if (isDigit(next)) {
            // All digits are one token. In 1$a$ the dollars begin a dollar quote.
            whileDigits();
        }
        return Token.Kind.OTHER;
    }

    private void word() throws IOException, ScriptFailure {
        int start = text.length();
        while (isWordPart(bytes.peek()) || bytes.peek() == '$') {
            keep();
        }
        String word = text.wordFrom(start);
        if (word.equals("e") && bytes.peek() == '\'') {
            shape.other('\'');
            string(true);
            tokens.add(Token.Kind.STRING, text, start, text.length());
        } else {
            shape.word(word);
            tokens.add(Token.Kind.WORD, text, start, text.length());
        }
    }

    private void whileDigits() throws IOException {
        while (isDigit(bytes.peek())) {
            keep();
        }
    }

    private void string(boolean escaped) throws IOException, ScriptFailure {
        int begun = bytes.line();
        keep();
        while (true) {
            int kept = keepOf("quoted string", begun);
            if (kept == '\\' && escaped) {
                keepOf("quoted string", begun);
            } else if (kept == '\'') {
                if (bytes.peek() != '\'') {
                    escapes = escaped ? Resumption.AFTER_LINE_END : Resumption.NONE;
                    return;
                }
                keep();
            }
        }
    }

    private void quotedIdentifier() throws IOException, ScriptFailure {
        int begun = bytes.line();
        keep();
        while (keepOf("quoted identifier", begun) != '"') {
            // A doubled quote ends one identifier and begins the next.
        }
    }

    /** Reads {@code $tag$ … $tag$} or {@code $1}. True for {@code $tag$ … $tag$}. */
    private boolean dollar() throws IOException, ScriptFailure {
        int begun = bytes.line();
        StringBuilder tag = new StringBuilder("$");
        keep();
        if (isDigit(bytes.peek())) {
            whileDigits();
            return false;
        }
        while (isWordPart(bytes.peek())) {
            tag.append((char) keep());
        }
        if (bytes.peek() != '$') {
            return false;
        }
        keep();
        tag.append('$');
        DollarQuote quote = new DollarQuote(tag.toString());
        while (!quote.ends()) {
            quote.read(keepOf("dollar-quoted string", begun));
        }
        return true;
    }

    private int keepOf(String what, int begun) throws IOException, ScriptFailure {
        if (bytes.peek() == ScriptBytes.END) {
            // The server would report this error too, but with the rest of the file in its message.
            throw ScriptFailure.at(file, begun, "unterminated " + what);
        }
        return keep();
    }

    private int keep() throws IOException {
        int kept = bytes.next();
        text.append(kept);
        return kept;
    }

    private void keepUnlessFirst() throws IOException {
        int next = bytes.next();
        if (!text.isEmpty()) {
            text.append(next);
        }
    }
}
