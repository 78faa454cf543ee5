package org.dayfly.bench.many;

import java.util.List;
import java.util.Locale;
import org.dayfly.bench.report.Table;

/** A part of the command, with servers and proxies of its own. */
@FunctionalInterface
interface Part {
    /**
     * Does the part, and reports problems to the scene.
     *
     * @throws Exception if the part could not come to its end, which is a problem too
     */
    Outcome run(Scene scene) throws Exception;

    /**
     * The result.
     *
     * @param done what was done, on one line
     */
    record Outcome(String done, List<Table> tables) {}

    /** The parts, in the order in which they run. */
    enum Name {
        SPREAD,
        TOGETHER,
        KILLS,
        CHANGES,
        SCALE;

        Part part() {
            return switch (this) {
                case SPREAD -> new SpreadPart();
                case TOGETHER -> new TogetherPart();
                case KILLS -> new KillsPart();
                case CHANGES -> new ChangesPart();
                case SCALE -> new ScalePart();
            };
        }

        /** Whether the servers need a disk, because the time of a commit is measured. */
        boolean onDisk() {
            return this == SCALE;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
