package org.dayfly.background;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.PlainFile;
import org.dayfly.machine.ProcessName;

/**
 * What is known of the dayfly in the background: a file that the program wrote that started it.
 *
 * @param place where clients connect
 * @param version the version of dayfly
 * @param fingerprint the settings that dayfly was started with
 * @param state the state folder
 */
record Running(ProcessHandle process, String place, String version, String fingerprint, Path state) {
    /** A dayfly with sessions touches its file more often. */
    private static final Duration UNUSED = Duration.ofSeconds(5);

    /** The dayfly that the file describes; empty if there is no file, or if its process has ended. */
    static Optional<Running> read(Path file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(PlainFile.bytes(file), StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
        return ProcessName.read(properties.getProperty("process", ""))
                .map(process -> new Running(
                        process,
                        properties.getProperty("place", ""),
                        properties.getProperty("version", ""),
                        properties.getProperty("settings", ""),
                        Path.of(properties.getProperty("state", ""))));
    }

    void write(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("process", ProcessName.of(process));
        properties.setProperty("place", place);
        properties.setProperty("version", version);
        properties.setProperty("settings", fingerprint);
        properties.setProperty("state", state.toString());
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.writeString(unfinished, text.toString());
        FileMode.set(unfinished, "rw-------");
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether no session was open for some seconds. */
    boolean isUnused() {
        try {
            Instant used = Files.getLastModifiedTime(UseMark.in(state)).toInstant();
            return used.plus(UNUSED).isBefore(Instant.now());
        } catch (IOException e) {
            return false;
        }
    }
}
