package org.dayfly.admin.page;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.cluster.programs.FileTree;
import org.jspecify.annotations.Nullable;

/** A chromium without a window and with one tab, which a test drives by the DevTools protocol. */
final class Browser implements AutoCloseable, WebSocket.Listener {
    private static final Map<String, Integer> KEYS = Map.of("Enter", 13, "Tab", 9, "Escape", 27, "ArrowDown", 40);

    private final Path profile;
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Config>> answers = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final StringBuilder message = new StringBuilder();
    private @Nullable String session;

    private Browser(Path profile, Process process, URI devTools) {
        this.profile = profile;
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(devTools, this)
                .join();
    }

    static Browser start() throws IOException {
        Path profile = Files.createTempDirectory("dayfly-browser");
        Process process = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        while (line != null && !line.startsWith("DevTools listening on ")) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("chromium did not start");
        }
        CompletableFuture.runAsync(
                () -> said.lines().forEach(more -> {}), thread -> new Thread(thread, "chromium").start());
        Browser browser = new Browser(profile, process, URI.create(line.replace("DevTools listening on ", "")));
        String target = browser.send("Target.createTarget", Map.of("url", "about:blank"))
                .getString("targetId");
        browser.session = browser.send("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .getString("sessionId");
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            browser.send(domain + ".enable", Map.of());
        }
        return browser;
    }

    /** Sends a command and waits for its answer. */
    Config send(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<Config> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Map<String, Object> command = new HashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (session != null) {
            command.put("sessionId", session);
        }
        socket.sendText(ConfigValueFactory.fromMap(command).render(ConfigRenderOptions.concise()), true)
                .join();
        Config told = answer.orTimeout(30, TimeUnit.SECONDS).join();
        if (told.hasPath("error")) {
            throw new AssertionError(method + ": " + told.getConfig("error"));
        }
        return told.getConfig("result");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        message.append(text);
        if (last) {
            Config heard = ConfigFactory.parseString(message.toString());
            message.setLength(0);
            if (heard.hasPath("id")) {
                answers.remove(heard.getInt("id")).complete(heard);
            } else if (heard.getString("method").matches("Runtime.exceptionThrown|Log.entryAdded")) {
                errors.add(heard.getConfig("params").root().render(ConfigRenderOptions.concise()));
            }
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    /** What scripts have thrown, and what the browser refused to load or to run. */
    List<String> errors() {
        return errors;
    }

    /** Sends these headers with each request from now on, as if the person had given a password. */
    void headers(Map<String, String> headers) {
        send("Network.setExtraHTTPHeaders", Map.of("headers", headers));
    }

    void open(String url) {
        send("Page.navigate", Map.of("url", url));
    }

    void size(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    /** @param scheme light or dark */
    void prefer(String scheme) {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The value of an expression as text. A promise is waited for. */
    String ask(String expression) {
        Config answer = send(
                "Runtime.evaluate",
                Map.of(
                        "expression",
                        "(async () => String(await (" + expression + ")))()",
                        "awaitPromise",
                        true,
                        "returnByValue",
                        true));
        if (answer.hasPath("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.getConfig("exceptionDetails"));
        }
        return answer.getString("result.value");
    }

    void press(String key) {
        Map<String, Object> event =
                new HashMap<>(Map.of("key", key, "code", key, "windowsVirtualKeyCode", KEYS.getOrDefault(key, 0)));
        event.put("type", key.equals("Enter") ? "keyDown" : "rawKeyDown");
        if (key.equals("Enter")) {
            event.put("text", "\r");
        }
        send("Input.dispatchKeyEvent", event);
        event.put("type", "keyUp");
        send("Input.dispatchKeyEvent", event);
    }

    void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    /** Keeps a picture of the tab, for people to look at. */
    void picture(String name) throws IOException {
        Path file = Path.of("target", "page", name + ".png");
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                Base64.getDecoder()
                        .decode(send("Page.captureScreenshot", Map.of()).getString("data")));
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        FileTree.delete(profile);
    }
}
