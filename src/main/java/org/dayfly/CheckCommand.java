package org.dayfly;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The command {@code check}: checks whether dayfly would start, and starts nothing. */
@Command(
        name = "check",
        description =
                "Check proxy.conf and the servers that it names, without starting anything. Checks that the scripts of"
                        + " templates can be read, and does not run them.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main dayfly;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        new Inspection(Objects.requireNonNull(dayfly).settings()).print(out);
        out.flush();
        return 0;
    }
}
