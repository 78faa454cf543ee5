package org.dayfly;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.config.ServerUrl;

/**
 * A line to a server that is cut at a point of choice: to the server it looks as when whoever is at its other end is killed, of
 * whom nothing comes any more.
 */
final class CutLine implements AutoCloseable {
    private static final int LARGEST = 1 << 16;

    private final ServerUrl server;
    private final int last;
    private final boolean delivered;
    private final ServerSocket entrance;
    private final List<Socket> sockets = new ArrayList<>();
    private boolean counts;
    private int said;
    private boolean cut;

    /**
     * @param last the last thing that is said, counted from 1
     * @param delivered whether the server gets to hear it, though nobody its answer; else what was said before is answered
     */
    CutLine(ServerUrl server, int last, boolean delivered) throws IOException {
        this.server = server;
        this.last = last;
        this.delivered = delivered;
        this.entrance = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        inBackground(this::receive);
    }

    /** The server by this line. */
    ServerUrl url() {
        return new ServerUrl(server.role(), server.password(), "127.0.0.1", entrance.getLocalPort());
    }

    /** Counts from now on; does nothing but carry before. */
    synchronized void count() {
        counts = true;
    }

    synchronized boolean isCut() {
        return cut;
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "line");
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
                    inBackground(() -> carry(client, inner, true));
                    inBackground(() -> carry(inner, client, false));
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

    private void carry(Socket from, Socket to, boolean toServer) {
        byte[] bytes = new byte[LARGEST];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (!toServer) {
                    out.write(bytes, 0, count);
                } else if (!say(bytes, count, out)) {
                    return;
                }
            }
        } catch (IOException cutOrGone) {
            // The other direction ends too.
        }
    }

    /** Says something to the server, one at a time, so that nothing is said after the cut. */
    private synchronized boolean say(byte[] bytes, int count, OutputStream out) throws IOException {
        if (cut) {
            return false;
        }
        said += counts ? 1 : 0;
        if (said < last || delivered) {
            out.write(bytes, 0, count);
        }
        if (said >= last) {
            close();
        }
        return !cut;
    }

    /** Cuts it, if it is not. */
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
