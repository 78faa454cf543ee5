import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A step of scripts/dist: runs dayfly's commands in one process, so that one ahead-of-time cache serves them all.
 * {@code Training PORT FLAG…} waits for the dayfly at the port of 127.0.0.1 that has the flags, and uses it.
 */
final class Training {
    private static final int ROUNDS = 3;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PAUSE_MILLIS = 50;

    private static final List<List<String>> COMMANDS = List.of(
            List.of("status"),
            List.of("exec", "--", "true"),
            List.of("exec", "--key", "key", "--", "true"),
            List.of("exec", "--copy", "key", "--", "true"),
            List.of("exec", "--server", "--", "true"),
            List.of("ls"));

    private Training() {}

    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        await(Integer.parseInt(all.get(0)));
        for (int round = 0; round < ROUNDS; round++) {
            for (List<String> command : COMMANDS) {
                List<String> words = new ArrayList<>(all.subList(1, all.size()));
                words.addAll(command);
                dayfly(words);
            }
        }
        System.exit(0); // as Main does
    }

    private static void await(int port) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!answers(port)) {
            if (System.currentTimeMillis() > end) {
                throw new IllegalStateException("no dayfly listens at port " + port);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a command as Main does, but the process goes on. */
    private static void dayfly(List<String> words) throws ReflectiveOperationException {
        Method parser = Class.forName("org.dayfly.Main").getDeclaredMethod("commandLine", Map.class);
        parser.setAccessible(true);
        Object commandLine = parser.invoke(null, System.getenv());
        Object status = commandLine
                .getClass()
                .getMethod("execute", String[].class)
                .invoke(commandLine, (Object) words.toArray(String[]::new));
        if (!Integer.valueOf(0).equals(status)) {
            throw new IllegalStateException("dayfly " + String.join(" ", words) + " failed: status " + status);
        }
    }
}
