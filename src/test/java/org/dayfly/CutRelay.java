package org.dayfly;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.config.server.ServerUrl;

/**
 * A relay between dayfly and a server that cuts all connections after a given message. To the server this looks like a
 * crash of dayfly.
 */
final class CutRelay implements AutoCloseable {
    private static final int LARGEST = 1 << 16;

    private final ServerUrl server;
    private final int last;
    private final boolean delivered;
    private final ServerSocket entrance;
    private final List<Socket> sockets = new ArrayList<>();
    private boolean counts;
    private int sent;
    private boolean cut;

    /**
     * @param last the number of the last message to the server, counted from 1
     * @param delivered whether the server still gets the last message, whose answer is lost
     */
    CutRelay(ServerUrl server, int last, boolean delivered) throws IOException {
        this.server = server;
        this.last = last;
        this.delivered = delivered;
        this.entrance = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        inBackground(this::receive);
    }

    /** The server, reached through this relay. */
    ServerUrl url() {
        return new ServerUrl(server.role(), server.password(), "127.0.0.1", entrance.getLocalPort());
    }

    /** Counts messages from now on. Before that the relay only passes bytes on. */
    synchronized void count() {
        counts = true;
    }

    synchronized boolean isCut() {
        return cut;
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void receive() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket inner = new Socket(server.host(), server.port());
                inner.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                if (keep(client, inner)) {
                    inBackground(() -> relay(client, inner, true));
                    inBackground(() -> relay(inner, client, false));
                }
            }
        } catch (IOException cutOrGone) {
            close();
        }
    }

    private synchronized boolean keep(Socket client, Socket inner) throws IOException {
        sockets.add(client);
        sockets.add(inner);
        if (cut) {
            client.close();
            inner.close();
        }
        return !cut;
    }

    private void relay(Socket from, Socket to, boolean toServer) {
        byte[] bytes = new byte[LARGEST];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (!toServer) {
                    out.write(bytes, 0, count);
                } else if (!send(bytes, count, out)) {
                    return;
                }
            }
        } catch (IOException cutOrGone) {
            // The other direction ends too.
        }
    }

    /** Sends one message to the server. Only one thread sends at a time, so that nothing is sent after the cut. */
    private synchronized boolean send(byte[] bytes, int count, OutputStream out) throws IOException {
        if (cut) {
            return false;
        }
        sent += counts ? 1 : 0;
        if (sent < last || delivered) {
            out.write(bytes, 0, count);
        }
        if (sent >= last) {
            close();
        }
        return !cut;
    }

    /** Cuts all connections. */
    @Override
    public synchronized void close() {
        cut = true;
        try {
            entrance.close();
            for (Socket each : sockets) {
                each.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
