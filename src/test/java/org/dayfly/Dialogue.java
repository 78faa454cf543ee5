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
 * One client's talk with a server, written down so that two servers can be compared: types, SQLSTATEs, and whether the
 * server hung up.
 *
 * <p>Left out is what the contract lets differ: ParameterStatus and NOTICE, of which dayfly has more, and
 * AuthenticationOk, which dayfly says only when the session is there, so not before an error of the startup.
 */
final class Dialogue implements AutoCloseable {
    private static final Set<String> LEFT_OUT = Set.of("S", "N", "R 0");

    /** After these the server waits for the client. */
    private static final Set<String> CLIENTS_TURN = Set.of("R 10", "R 11", "Z");

    private final WireClient client;
    private final List<String> heard = new ArrayList<>();
    private @Nullable WireMessage last;

    private Dialogue(WireClient client) {
        this.client = client;
    }

    /** What a client says. */
    interface Script {
        void play(Dialogue dialogue) throws IOException, ScramException;
    }

    /** Plays a script to whoever listens on a port of loopback, and tells what was heard. */
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

    /** Listens for the one byte that answers a request for encryption. */
    Dialogue hearByte() throws IOException {
        int answer = client.readByte();
        heard.add(answer < 0 ? "closed" : "'" + (char) answer + "'");
        return this;
    }

    /** Listens until the server waits for the client, or has hung up. */
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

    /** Listens for bytes that may be no messages of today's protocol. */
    Dialogue hearBytes() throws IOException {
        heard.add(new String(client.readBytesToEnd(), ISO_8859_1));
        heard.add("closed");
        return this;
    }

    /** Proves a password, and sends more behind the last message of that. */
    Dialogue prove(String password, byte[]... behind) throws IOException, ScramException {
        client.prove(password, behind).forEach(this::note);
        return this;
    }

    /** The nonce in the challenge heard last. */
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
