package org.dayfly.bench.many;

import java.nio.file.Path;
import java.util.Random;
import org.dayfly.bench.report.ProblemLog;
import org.dayfly.bench.stage.Stage;

/**
 * Where a part runs.
 *
 * @param part the name of the part
 * @param stage has all processes and files
 */
record Scene(String part, ManyOptions options, Stage stage, ProblemLog problems, Random random) {
    /** A file of the part in the folder for logs. */
    Path log(String name) {
        return options.out.resolve(part + "-" + name + ".log");
    }
}
