package org.dayfly.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import org.dayfly.machine.MachineException;

/** A socket that makes sure that dayfly listens at a port of this machine before it connects. */
final class StartingSocket extends Socket {
    @Override
    public void connect(SocketAddress place) throws IOException {
        connect(place, 0);
    }

    @Override
    public void connect(SocketAddress place, int timeoutMillis) throws IOException {
        if (place instanceof InetSocketAddress address
                && !address.isUnresolved()
                && address.getAddress().isLoopbackAddress()) {
            try {
                LibraryDayfly.here().ensure(address.getPort());
            } catch (MachineException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        super.connect(place, timeoutMillis);
    }
}
