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

/** Clients that close their socket without a word: in the startup message, during the login or in the session. */
final class Strangers {
    private static final int PROTOCOL = 3 << 16;
    private static final int WAIT_MILLIS = 150;

    private Strangers() {}

    static void leave(Site site, Random random) {
        Keys.Name key = Keys.one(Keys.SHORT, random);
        String user = Keys.one(List.of("new", "new." + key.text(), "copy." + CopyErrands.TEMPLATE), random);
        Terms terms = user.equals("new." + key.text()) ? key.terms() : Terms.BARE;
        int proxy = Errand.proxy(random);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), site.ports().get(proxy))) {
            byte[] packet = startup(user, terms);
            boolean whole = random.nextInt(3) > 0;
            socket.getOutputStream().write(whole ? packet : Arrays.copyOf(packet, random.nextInt(packet.length)));
            Clock.sleep(random.nextInt(WAIT_MILLIS));
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0); // a reset, not an end
            }
            site.tally().count("left without a word");
        } catch (IOException e) {
            site.tally().count("refused stranger");
        }
    }

    private static byte[] startup(String user, Terms terms) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String text : List.of("user", user, "database", user, "options", terms.options(), "")) {
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
