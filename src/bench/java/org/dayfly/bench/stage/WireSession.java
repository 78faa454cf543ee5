package org.dayfly.bench.stage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A session of a minimal client, which needs little memory and moves bytes faster than a driver.
 * Only for servers and proxies that ask for no password.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">PostgreSQL, message flow</a>
 */
public final class WireSession implements AutoCloseable {
    private static final int PROTOCOL = 3 << 16;
    private static final int BUFFER = 1 << 16;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private WireSession(Socket socket, int buffer) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), buffer));
        this.out = socket.getOutputStream();
    }

    /** A session that does nothing, with a small buffer. */
    public static WireSession idle(int port, String user, String database) throws IOException {
        return open(port, user, database, 512);
    }

    /** A session that moves many bytes, with a large buffer. */
    public static WireSession busy(int port, String user, String database) throws IOException {
        return open(port, user, database, BUFFER);
    }

    private static WireSession open(int port, String user, String database, int buffer) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        WireSession session = new WireSession(socket, buffer);
        session.start(user, database);
        return session;
    }

    private void start(String user, String database) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String text : List.of("user", user, "database", database, "")) {
            body.write(text.getBytes(StandardCharsets.UTF_8));
            body.write(0);
        }
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream message = new DataOutputStream(packet);
        message.writeInt(2 * Integer.BYTES + body.size());
        message.writeInt(PROTOCOL);
        message.write(body.toByteArray());
        out.write(packet.toByteArray());
        awaitReady();
    }

    /** Runs a statement and discards its result. */
    public void run(String sql) throws IOException {
        query(sql);
        awaitReady();
    }

    /**
     * Runs COPY … FROM STDIN.
     *
     * @param rows whole rows, which are sent again and again
     */
    public void copyIn(String sql, byte[] rows, int times) throws IOException {
        query(sql);
        await('G');
        byte[] data = message('d', rows);
        for (int i = 0; i < times; i++) {
            out.write(data);
        }
        out.write(message('c', new byte[0]));
        awaitReady();
    }

    private void query(String sql) throws IOException {
        out.write(message('Q', (sql + '\0').getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] message(char type, byte[] body) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream(body.length + 5);
        DataOutputStream data = new DataOutputStream(message);
        data.writeByte(type);
        data.writeInt(Integer.BYTES + body.length);
        data.write(body);
        return message.toByteArray();
    }

    private void awaitReady() throws IOException {
        await('Z');
    }

    private void await(char wanted) throws IOException {
        for (int type = in.readByte(); ; type = in.readByte()) {
            int length = in.readInt() - Integer.BYTES;
            if (type == 'E') {
                throw new IOException(new String(in.readNBytes(length), StandardCharsets.UTF_8).replace('\0', ' '));
            }
            in.skipNBytes(length);
            if (type == wanted) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            out.write(message('X', new byte[0]));
        }
    }
}
