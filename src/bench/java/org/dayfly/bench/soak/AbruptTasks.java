package org.dayfly.bench.soak;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dayfly.bench.stage.Clock;

/** Clients that close their socket at once: in the startup message, during the login or in the session. */
final class AbruptTasks {
    private static final int PROTOCOL = 3 << 16;
    private static final int WAIT_MILLIS = 150;

    private AbruptTasks() {}

    static void closeEarly(Shared shared, Random random) {
        Keys.Name key = Keys.one(Keys.SHORT, random);
        String user = Keys.one(List.of("new", "new." + key.text(), "copy." + CopyTasks.TEMPLATE), random);
        Lifetime lifetime = user.equals("new." + key.text()) ? key.lifetime() : Lifetime.FRESH;
        int proxy = Task.proxy(random);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), shared.ports().get(proxy))) {
            byte[] packet = startup(user, lifetime);
            boolean whole = random.nextInt(3) > 0;
            socket.getOutputStream().write(whole ? packet : Arrays.copyOf(packet, random.nextInt(packet.length)));
            Clock.sleep(random.nextInt(WAIT_MILLIS));
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0); // sends RST instead of FIN
            }
            shared.tally().count("socket closed early");
        } catch (IOException e) {
            shared.tally().count("refused client that closes early");
        }
    }

    private static byte[] startup(String user, Lifetime lifetime) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String text : List.of("user", user, "database", user, "options", lifetime.options(), "")) {
            body.write(text.getBytes(StandardCharsets.UTF_8));
            body.write(0);
        }
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream message = new DataOutputStream(packet);
        message.writeInt(2 * Integer.BYTES + body.size());
        message.writeInt(PROTOCOL);
        message.write(body.toByteArray());
        return packet.toByteArray();
    }
}
