package org.dayfly.bench.soak;

import java.util.List;
import java.util.Random;

/** What a client does from connecting to closing. */
@FunctionalInterface
interface Task {
    void run(Shared shared, Random random) throws Ended;

    /** All tasks; some are listed twice, to run more often. */
    static List<Task> all() {
        return List.of(
                KeyTasks::shortSession,
                KeyTasks::shortSession,
                KeyTasks::consecutiveSessions,
                KeyTasks::longSession,
                KeyTasks::longSession,
                KeyTasks::reset,
                KeyTasks::twoResets,
                FreshTasks::fresh,
                FreshTasks::fresh,
                FreshTasks::issued,
                FreshTasks::issued,
                FreshTasks::prepared,
                FreshTasks::cancel,
                FreshTasks::wrongPassword,
                CopyTasks::copyOfKey,
                CopyTasks::copyOfKey,
                CopyTasks::sharedCopy,
                CopyTasks::template,
                CopyTasks::privateSource,
                CopyTasks::privateSource,
                AbruptTasks::closeEarly,
                AbruptTasks::closeEarly);
    }

    static int proxy(Random random) {
        return random.nextInt(2);
    }
}
