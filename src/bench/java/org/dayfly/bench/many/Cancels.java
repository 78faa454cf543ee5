package org.dayfly.bench.many;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Parallel;

/** Cancel requests that fit no session of a server. A proxy sends such requests to all servers that others use too. */
record Cancels(FleetServer server, ServerCpu cpu) {
    private static final int LENGTH = 16;
    private static final int CODE = 80877102;

    /** A proxy has at most so many connections for such requests at once. */
    private static final int AT_ONCE = 20;

    Measured measure(int count) throws Exception {
        Queue<Double> millis = new ConcurrentLinkedQueue<>();
        double before = cpu.millis();
        long began = System.nanoTime();
        Parallel.millis(AT_ONCE, thread -> {
            for (int i = 0; i < count / AT_ONCE; i++) {
                long sent = System.nanoTime();
                send();
                millis.add(Samples.millisSince(sent));
            }
        });
        return Measured.since(began, before, cpu.millis(), millis);
    }

    private void send() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(LENGTH);
            out.writeInt(CODE);
            out.writeInt(Integer.MAX_VALUE); // no process has this number
            out.writeInt(0);
            out.flush();
            if (socket.getInputStream().read() >= 0) {
                throw new IOException("the server has answered a cancel request");
            }
        }
    }
}
