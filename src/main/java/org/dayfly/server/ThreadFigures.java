package org.dayfly.server;

import java.util.concurrent.ThreadPoolExecutor;

/**
 * The load of some threads at one moment.
 *
 * @param name the name of the threads without "dayfly-", as in worker
 * @param active how many of them work
 * @param queued how many tasks wait for one of them
 */
public record ThreadFigures(String name, int active, int queued) {
    static ThreadFigures of(String name, ThreadPoolExecutor executor) {
        return new ThreadFigures(
                name, executor.getActiveCount(), executor.getQueue().size());
    }
}
