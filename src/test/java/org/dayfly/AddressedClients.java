package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.startupMessage;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Clients of any address: they connect through a load balancer on loopback, which the proxy believes. */
final class AddressedClients implements AutoCloseable {
    /** The setting that the proxy needs. */
    static final String SETTING = "access.proxies=127.0.0.1";

    private final Queue<WireClient> clients = new ConcurrentLinkedQueue<>();

    private WireClient connect(TestProxy proxy, String address, String user) throws IOException {
        WireClient client = WireClient.connect(proxy.port());
        clients.add(client);
        String to = address.contains(":") ? "TCP6 " + address + " ::1" : "TCP4 " + address + " 127.0.0.1";
        return client.send(
                ("PROXY " + to + " 40000 6432\r\n").getBytes(US_ASCII),
                startupMessage(V3_0, "user", user, "options", ServerLetters.options(user)));
    }

    /** Connects; returns the SQLSTATE of the refusal, or an empty text if the client is served. Sends no query. */
    String answer(TestProxy proxy, String address, String user) throws IOException {
        WireClient client = connect(proxy, address, user);
        WireMessage last = client.read();
        while (last.type() != 'Z' && last.type() != 'E') {
            last = client.read();
        }
        return last.type() == 'E' ? String.valueOf(last.fields().get('C')) : "";
    }

    /** A client that is served, and has sent a query. */
    WireClient served(TestProxy proxy, String address, String user) throws IOException {
        WireClient client = connect(proxy, address, user);
        client.readUntil('Z');
        client.send(query("SELECT 1")).readUntil('Z');
        return client;
    }

    /** The error of a client that is refused because of a limit. */
    WireMessage refused(TestProxy proxy, String address, String user) throws IOException {
        List<WireMessage> heard = connect(proxy, address, user).readToEnd();
        WireMessage last = heard.get(heard.size() - 1);
        assertThat(last.type()).isEqualTo('E');
        assertThat(last.fields()).containsEntry('C', "53400");
        return last;
    }

    @Override
    public void close() throws IOException {
        for (WireClient each : clients) {
            each.close();
        }
        clients.clear();
    }
}
