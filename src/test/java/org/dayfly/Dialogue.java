package org.dayfly;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.common.exception.ScramException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answers of a server to one client, as text, so that two servers can be compared: message types, SQLSTATEs, and
 * whether the server closed the connection.
 *
 * <p>The text leaves out messages that may differ. dayfly sends more ParameterStatus and NOTICE messages than
 * PostgreSQL. dayfly sends AuthenticationOk only when the session is open, so not before an error of the startup.
 */
final class Dialogue implements AutoCloseable {
    private static final Set<String> LEFT_OUT = Set.of("S", "N", "R 0");

    /** After these messages the server waits for the client. */
    private static final Set<String> CLIENTS_TURN = Set.of("R 10", "R 11", "Z");

    private final WireClient client;
    private final List<String> heard = new ArrayList<>();
    private @Nullable WireMessage last;

    private Dialogue(WireClient client) {
        this.client = client;
    }

    /** The messages that a client sends. */
    interface Script {
        void play(Dialogue dialogue) throws IOException, ScramException;
    }

    /** Runs a script against the server on a port of loopback, and returns the answers. */
    static String with(int port, Script script) {
        try (Dialogue dialogue = new Dialogue(WireClient.connect(port))) {
            script.play(dialogue);
            return String.join(" ", dialogue.heard);
        } catch (IOException | ScramException e) {
            throw new AssertionError("the dialogue broke off", e);
        }
    }

    Dialogue say(byte[]... packets) throws IOException {
        client.send(packets);
        return this;
    }

    Dialogue finish() throws IOException {
        client.finish();
        return this;
    }

    /** Reads the one byte that answers a request for encryption. */
    Dialogue hearByte() throws IOException {
        int answer = client.readByte();
        heard.add(answer < 0 ? "closed" : "'" + (char) answer + "'");
        return this;
    }

    /** Reads until the server waits for the client or closes the connection. */
    Dialogue hear() throws IOException {
        try {
            do {
                last = client.read();
                note(last);
            } while (!CLIENTS_TURN.contains(last.toString()));
        } catch (EOFException closed) {
            heard.add("closed");
        }
        return this;
    }

    /** Reads bytes that need not be messages of the current protocol. */
    Dialogue hearBytes() throws IOException {
        heard.add(new String(client.readBytesToEnd(), ISO_8859_1));
        heard.add("closed");
        return this;
    }

    /** Authenticates with a password, and sends more bytes together with the last message. */
    Dialogue prove(String password, byte[]... behind) throws IOException, ScramException {
        client.prove(password, behind).forEach(this::note);
        return this;
    }

    /** The nonce in the last challenge. */
    String nonce() {
        String challenge = last == null ? "" : new String(last.body(), 4, last.body().length - 4, UTF_8);
        return challenge.substring(2, challenge.indexOf(','));
    }

    private void note(WireMessage message) {
        if (message.type() == 'v') {
            heard.add(negotiated(message.buffer()));
        } else if (!LEFT_OUT.contains(message.toString())) {
            heard.add(message.toString());
        }
    }

    private static String negotiated(ByteBuffer body) {
        StringBuilder text = new StringBuilder("v ").append(body.getInt());
        for (int i = body.getInt(); i > 0; i--) {
            text.append(' ').append(WireMessage.string(body));
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
