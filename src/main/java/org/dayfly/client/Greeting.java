package org.dayfly.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.dayfly.config.value.HostPort;

/**
 * What a program that listens answers to a client that asks for a database with an option that dayfly does not have. A
 * dayfly refuses the option, and makes no database.
 *
 * @param type the type of the first message; 0: no message of PostgreSQL's protocol
 * @param text the fields of the message
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">PostgreSQL, 54.7</a>
 */
record Greeting(char type, String text) {
    private static final int PROTOCOL = 3 << 16;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int LARGEST_BYTES = 10_000;
    private static final Greeting NONE = new Greeting('\0', "");

    static Greeting of(HostPort place) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(place.host(), place.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(startup());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            char type = (char) in.readUnsignedByte();
            int length = in.readInt();
            if (length < Integer.BYTES || length > LARGEST_BYTES) {
                return NONE;
            }
            return new Greeting(type, new String(in.readNBytes(length - Integer.BYTES), UTF_8));
        } catch (IOException e) {
            return NONE;
        }
    }

    private static byte[] startup() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeInt(PROTOCOL);
        for (String text : new String[] {"user", "new", "database", "new", "options", "-c dayfly.greeting=1", ""}) {
            out.write(text.getBytes(UTF_8));
            out.writeByte(0);
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream packet = new DataOutputStream(message);
        packet.writeInt(Integer.BYTES + body.size());
        body.writeTo(packet);
        return message.toByteArray();
    }

    /** Whether dayfly answers so. Any server that asks for a password may be a dayfly with access.password. */
    boolean mayBeDayfly() {
        return type == 'R' || (type == 'E' && text.contains("dayfly.greeting") && text.contains("22023"));
    }
}
