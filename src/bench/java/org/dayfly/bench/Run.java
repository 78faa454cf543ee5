package org.dayfly.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Server;
import org.dayfly.bench.stage.Stage;
import org.jspecify.annotations.Nullable;

/** One run of the benchmark: the server that its sections share, and how much they measure. */
final class Run {
    private final Stage stage;
    private final Options options;
    private @Nullable Server server;

    Run(Stage stage, Options options) {
        this.stage = stage;
        this.options = options;
    }

    Stage stage() {
        return stage;
    }

    Options options() {
        return options;
    }

    /** The shared server, which the first call starts. */
    Server server() throws Exception {
        if (server == null) {
            server = Server.start(stage, Server.SESSIONS);
        }
        return server;
    }

    /** Proxies in front of the shared server. */
    Proxies proxies() throws Exception {
        return proxies(server());
    }

    Proxies proxies(Server target) {
        return new Proxies(stage, target, options.backend(), options.settings());
    }

    /** A new folder. */
    Path newFolder(String name) throws Exception {
        return stage.newFolder(name);
    }

    /** The order of a round. Over the rounds, each contender has each place and each neighbor equally often. */
    static <T> List<T> order(List<T> contenders, int round) {
        List<T> order = new ArrayList<>(contenders);
        Collections.rotate(order, round / 2);
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        return order;
    }
}
