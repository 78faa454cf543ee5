package org.dayfly.bench.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** pgbouncer in session mode, which has one thread. */
final class PgBouncer implements Proxy {
    private final Child process;
    private final int port;

    private PgBouncer(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts pgbouncer.
     *
     * @param role the role of all clients on the server
     */
    static PgBouncer start(Program program, Path folder, Server server, Backend backend, String role)
            throws IOException, InterruptedException {
        int port = Ports.free();
        String host =
                backend == Backend.TCP ? "127.0.0.1" : server.socketFolder().toString();
        String settings = """
                [databases]
                * = host=%s port=%d user=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = session
                max_client_conn = 9000
                default_pool_size = 6000
                ignore_startup_parameters = extra_float_digits
                log_connections = 0
                log_disconnections = 0
                """.formatted(host, server.port(), role, port);
        Path file = folder.resolve("pgbouncer.ini");
        Child process = server.start(List.of(program.path().toString(), file.toString()), file, settings);
        process.await(() -> Ports.isOpen(port));
        return new PgBouncer(process, port);
    }

    @Override
    public String name() {
        return "pgbouncer";
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
