package org.dayfly;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.telemetry.Logging;
import picocli.CommandLine;

/** One run of the command line: what it printed and how it ended. */
record CommandLineRun(int status, String out, String error) {
    static CommandLineRun of(String... arguments) {
        return in(Map.of(), arguments);
    }

    static CommandLineRun in(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter error = new StringWriter();
        CommandLine line = Main.commandLine(environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(error, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        try {
            int status = line.execute(arguments);
            return new CommandLineRun(status, out.toString(), error.toString());
        } finally {
            // A command changes the logging of the whole process.
            Logging.configure(SettingsFile.defaults().log());
        }
    }
}
