package org.dayfly.admin;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The open connections of the status page. If there are too many, the one that was opened first gives way, so that
 * clients that hold connections keep nobody out. For the event loop of the status page.
 */
final class Connections {
    private final int most;
    private final Deque<Channel> open = new ArrayDeque<>();

    Connections(int most) {
        this.most = most;
    }

    void add(Channel channel) {
        channel.closeFuture().addListener(closed -> open.remove(channel));
        open.add(channel);
        if (open.size() > most) {
            open.getFirst().close();
        }
    }

    int count() {
        return open.size();
    }
}
