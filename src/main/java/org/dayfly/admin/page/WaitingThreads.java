package org.dayfly.admin.page;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the page that wait for PostgreSQL. Lists have threads of their own, so that an operator's command does
 * not wait for a list. A task beyond the queue is rejected.
 */
public record WaitingThreads(ExecutorService lists, ExecutorService commands) implements AutoCloseable {
    private static final int LISTS = 8;
    private static final int COMMANDS = 4;
    private static final int QUEUED = 32;

    public WaitingThreads() {
        this(threads("dayfly-status-lists", LISTS), threads("dayfly-status-commands", COMMANDS));
    }

    private static ExecutorService threads(String name, int most) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most,
                most,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUED),
                new DefaultThreadFactory(name, true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Override
    public void close() {
        lists.shutdownNow();
        commands.shutdownNow();
    }
}
