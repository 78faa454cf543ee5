package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A blocking client that sends any bytes of a test and reads message by message, for ten seconds at most. A connection
 * that was reset counts as closed.
 */
public final class WireClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int CLOSED = -1;

    private final Socket socket;
    private final DataInputStream in;
    private boolean reset;

    private WireClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Makes the TLS handshake and goes on in TLS; offers the application protocols in ALPN. */
    public WireClient encrypt(SSLContext context, String... protocols) throws IOException {
        SSLSocket encrypted =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return new WireClient(encrypted);
    }

    /** Connects to a port of loopback, and sends each byte by itself, also the bytes of TLS. */
    static WireClient connectBytewise(int port) throws IOException {
        Socket socket = new Socket() {
            @Override
            public OutputStream getOutputStream() throws IOException {
                return new FilterOutputStream(super.getOutputStream()); // writes arrays byte by byte
            }
        };
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new WireClient(socket);
    }

    /** Connects to a port of loopback. */
    public static WireClient connect(int port) throws IOException {
        return new WireClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Sends bytes in one write. If the other side has closed already, the next read shows that. */
    public WireClient send(byte[]... packets) throws IOException {
        try {
            socket.getOutputStream().write(Packet.together(packets));
        } catch (SocketException closed) {
            reset = true;
        }
        return this;
    }

    /** Sends each byte by itself. */
    public WireClient sendBytewise(byte[] bytes) throws IOException {
        for (byte each : bytes) {
            send(new byte[] {each});
        }
        return this;
    }

    /** Sends no more, but goes on reading. */
    public WireClient finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads one byte, the answer to a request for encryption; -1 if the connection was closed. */
    public int readByte() throws IOException {
        try {
            return in.read();
        } catch (SocketException closed) {
            reset = true;
            return CLOSED;
        }
    }

    /** Reads a message; {@link EOFException} if the connection was closed. */
    public WireMessage read() throws IOException {
        int type = readByte();
        if (type == CLOSED) {
            throw new EOFException("closed");
        }
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        return new WireMessage((char) type, body);
    }

    /** Whether there are bytes to read. */
    public boolean hasHeard() throws IOException {
        return in.available() > 0;
    }

    /** Reads messages up to and including the first of a type. */
    public List<WireMessage> readUntil(char type) throws IOException {
        List<WireMessage> messages = new ArrayList<>();
        do {
            messages.add(read());
        } while (messages.get(messages.size() - 1).type() != type);
        return messages;
    }

    /** Reads messages up to the end of the connection. */
    public List<WireMessage> readToEnd() throws IOException {
        List<WireMessage> messages = new ArrayList<>();
        try {
            while (true) {
                messages.add(read());
            }
        } catch (EOFException closed) {
            return messages;
        }
    }

    /** Reads all bytes up to the end of the connection. */
    public byte[] readBytesToEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = readByte(); next != CLOSED; next = readByte()) {
            bytes.write(next);
        }
        return bytes.toByteArray();
    }

    /** Authenticates by SCRAM-SHA-256, and sends more behind the last message; reads up to the server's proof. */
    public List<WireMessage> prove(String password, byte[]... behind) throws IOException, ScramException {
        List<WireMessage> heard = new ArrayList<>(readUntil('R'));
        ScramClient scram = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username("*")
                .password(password.toCharArray())
                .build();
        send(Packet.saslInitialResponse(
                "SCRAM-SHA-256", scram.clientFirstMessage().toString()));
        WireMessage challenge = read();
        heard.add(challenge);
        scram.serverFirstMessage(new String(challenge.body(), 4, challenge.body().length - 4, UTF_8));
        send(Packet.saslResponse(scram.clientFinalMessage().toString()), Packet.together(behind));
        WireMessage proof = read();
        heard.add(proof);
        if (proof.type() == 'R') {
            scram.serverFinalMessage(new String(proof.body(), 4, proof.body().length - 4, UTF_8));
        }
        return heard;
    }

    /** Runs SCRAM-SHA-256 up to the challenge; returns the last message, which has the proof of a wrong password. */
    byte[] wrongProof() throws IOException, ScramException {
        readUntil('R');
        ScramClient scram = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username("*")
                .password("wrong".toCharArray())
                .build();
        send(Packet.saslInitialResponse(
                "SCRAM-SHA-256", scram.clientFirstMessage().toString()));
        byte[] challenge = read().body();
        scram.serverFirstMessage(new String(challenge, 4, challenge.length - 4, UTF_8));
        return Packet.saslResponse(scram.clientFinalMessage().toString());
    }

    /** Whether the other side reset the connection. Bytes that the other side had sent before may be lost then. */
    public boolean wasReset() {
        return reset;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
