package org.dayfly.server.warm;

/**
 * Databases that are out of service and wait for their drop. They take room on the disk, so where there are many fewer are made at
 * once, and none where there are too many: whoever comes then waits for drops. Safe for use by any thread.
 */
public final class Backlog {
    /** One is made at a time from here on, which leaves the server to who drops. */
    static final int MANY = 100;

    /** None is made from here on. */
    static final int TOO_MANY = 400;

    private int size;
    private Runnable eased = () -> {};

    /** @param eased called where more may be made than before */
    synchronized void onEase(Runnable eased) {
        this.eased = eased;
    }

    /** Counts anew those that could be dropped now. */
    public void counted(int due) {
        change(due);
    }

    /** Notes that one was dropped. */
    public void dropped() {
        change(Math.max(0, size() - 1));
    }

    private synchronized int size() {
        return size;
    }

    private void change(int now) {
        Runnable then;
        synchronized (this) {
            boolean less = (now < MANY && size >= MANY) || (now < TOO_MANY && size >= TOO_MANY);
            size = now;
            then = less ? eased : () -> {};
        }
        then.run();
    }

    /**
     * How many may be made at once.
     *
     * @param most where nothing waits
     */
    int makers(int most) {
        int waiting = size();
        return waiting >= TOO_MANY ? 0 : waiting >= MANY ? 1 : most;
    }
}
