package org.dayfly.bench;

import org.dayfly.bench.report.Findings;

/** A part of the benchmark that can be run alone. */
interface Section {
    /** The name of the section on the command line. */
    String name();

    Findings measure(Run run) throws Exception;
}
