package org.dayfly.bench.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** HAProxy in tcp mode, with its default of one thread for each core. */
final class HaProxy implements Proxy {
    private final Child process;
    private final int port;

    private HaProxy(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    static HaProxy start(Program program, Path folder, Server server, Backend backend)
            throws IOException, InterruptedException {
        int port = Ports.free();
        String target = backend == Backend.TCP
                ? "127.0.0.1:" + server.port()
                : "unix@" + server.socketFolder().resolve(".s.PGSQL." + server.port());
        String settings = """
                global
                    maxconn 9000
                defaults
                    mode tcp
                    timeout connect 10s
                    timeout client 1h
                    timeout server 1h
                listen postgres
                    bind 127.0.0.1:%d
                    server postgres %s
                """.formatted(port, target);
        Path file = folder.resolve("haproxy.cfg");
        Child process = server.start(List.of(program.path().toString(), "-db", "-f", file.toString()), file, settings);
        process.await(() -> Ports.isOpen(port));
        return new HaProxy(process, port);
    }

    @Override
    public String name() {
        return "HAProxy";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
