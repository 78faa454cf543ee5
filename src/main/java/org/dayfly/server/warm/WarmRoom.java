package org.dayfly.server.warm;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dayfly.server.create.Base;
import org.dayfly.server.registry.LeaseKind;
import org.jspecify.annotations.Nullable;

/**
 * How much disk ready databases may take: as much as the settings say, and at most a quarter of the disk that is free
 * without them, if dayfly can see the disk. Guarded by {@link WarmDatabases}.
 */
public final class WarmRoom {
    /** An empty database takes about 7 MB. */
    private static final long SMALL = 8 << 20;

    /** A whole server takes about 20 MB. */
    private static final long SERVER = 20 << 20;

    private static final int PART = 4;
    private static final long LOOK_EVERY_NANOS = 1_000_000_000;

    private final Supplier<OptionalLong> disk;
    private final BooleanSupplier sharesBlocks;
    private final LongSupplier nanoTime;
    private OptionalLong free = OptionalLong.empty();
    private @Nullable Long looked;

    /**
     * Creates the room on one server.
     *
     * @param disk the free disk in bytes; empty: not known
     * @param sharesBlocks whether a copy shares the blocks of its source, so that the copy takes little disk
     */
    public WarmRoom(Supplier<OptionalLong> disk, BooleanSupplier sharesBlocks, LongSupplier nanoTime) {
        this.disk = disk;
        this.sharesBlocks = sharesBlocks;
        this.nanoTime = nanoTime;
    }

    /** The disk that one ready database of a base takes, in bytes. */
    long cost(Base base) {
        if (base.kind() == LeaseKind.SERVER) {
            return SERVER;
        }
        return base.isLarge() && !sharesBlocks.getAsBoolean() ? base.size() : SMALL;
    }

    /**
     * The disk that all ready databases may take, in bytes.
     *
     * @param most what the settings say; 0: no limit
     * @param there what the ready databases take now
     */
    long all(long most, long there) {
        long now = nanoTime.getAsLong();
        if (looked == null || now - looked >= LOOK_EVERY_NANOS) {
            looked = now;
            free = disk.get();
        }
        long limit = most == 0 ? Long.MAX_VALUE : most;
        return free.isPresent() ? Math.min(limit, (free.getAsLong() + there) / PART) : limit;
    }
}
