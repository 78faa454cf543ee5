package org.dayfly.bench.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;

/** Ports of loopback. */
public final class Ports {
    /** Below the ports that systems give to outgoing connections, which could take the port of a killed server. */
    private static final int FIRST_FIXED = 20_000;

    private static final int FIXED = 10_000;

    private Ports() {}

    /** A port that no program listens on now. */
    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that no program listens on now, and that no outgoing connection gets. */
    public static int fixed(Random random) {
        while (true) {
            int port = FIRST_FIXED + random.nextInt(FIXED);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Another program has this port.
            }
        }
    }

    static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
