package org.dayfly.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dayfly.telemetry.LogSettings.Format;
import org.dayfly.telemetry.LogSettings.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every event is one line on standard error, readable by people or by machines. */
final class LoggingTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    private final Logger logger = LoggerFactory.getLogger("org.dayfly.session.Example");
    private final Logger library = LoggerFactory.getLogger("io.netty.channel.Example");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(standardError);
        Logging.configure(new LogSettings(Level.INFO, Format.TEXT));
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void writesALineOfTextWithItsKeysAndTheConnectionFirst() {
        Logging.configure(new LogSettings(Level.INFO, Format.TEXT));
        logger.atInfo()
                .addKeyValue("bytes", 512)
                .addKeyValue("connection", "c17")
                .addKeyValue("why", "client left")
                .addKeyValue("none", "")
                .log("session {}", "closed");
        logger.warn("no keys");
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0))
                .matches(TIME + " INFO  \\[c17] session closed bytes=512 why=\"client left\" none=\"\"");
        assertThat(lines().get(1)).matches(TIME + " WARN  no keys");
    }

    @Test
    void losesNoLineThatTheBackgroundThreadHadToWrite() {
        Logging.configureInBackground(new LogSettings(Level.INFO, Format.TEXT));
        for (int i = 0; i < 10_000; i++) {
            logger.info("line {}", i);
        }
        Logging.configure(new LogSettings(Level.INFO, Format.TEXT));
        assertThat(lines()).hasSize(10_000).last().asString().endsWith("line 9999");
    }

    @Test
    void writesALineOfJsonWithItsKeys() {
        Logging.configure(new LogSettings(Level.INFO, Format.JSON));
        logger.atError()
                .addKeyValue("connection", "c17")
                .addKeyValue("bytes", 512L)
                .addKeyValue("whole", true)
                .addKeyValue("say", "\"hi\"\n")
                .log("session closed");
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0))
                .matches("\\{\"time\":\"" + TIME + "\",\"level\":\"ERROR\",\"logger\":\"org.dayfly.session.Example\","
                        + "\"message\":\"session closed\",\"connection\":\"c17\",\"bytes\":512,\"whole\":true,"
                        + "\"say\":\"\\\\\"hi\\\\\"\\\\n\"}");
    }

    @Test
    void writesAStackTraceOnlyWhereAnExceptionIsAttachedAndIndentsIt() {
        Logging.configure(new LogSettings(Level.INFO, Format.TEXT));
        logger.error("failed", new IllegalStateException("first\n2026-11-22T00:00:00.000Z INFO  forged"));
        assertThat(lines()).hasSizeGreaterThan(3);
        assertThat(lines().get(0)).matches(TIME + " ERROR failed");
        assertThat(lines().get(1)).isEqualTo("    java.lang.IllegalStateException: first");
        assertThat(lines().subList(1, lines().size())).allMatch(line -> line.startsWith("    "));
    }

    @Test
    void keepsAStackTraceOfJsonOnTheSameLine() {
        Logging.configure(new LogSettings(Level.INFO, Format.JSON));
        logger.error("failed", new IllegalStateException("why"));
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("\"error\":\"java.lang.IllegalStateException: why\\n\\tat ");
    }

    @Test
    void escapesCharactersThatForgeALineOrSteerATerminal() {
        Logging.configure(new LogSettings(Level.INFO, Format.TEXT));
        logger.atInfo()
                .addKeyValue("connection", "c1\n")
                .addKeyValue("user", "a\nb\u001b[2J\"\\")
                .log("user {}", "a\r\nb\u2028");
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0))
                .endsWith("[c1\\u000a] user a\\u000d\\u000ab\\u2028 user=\"a\\u000ab\\u001b[2J\\\"\\\\\"");
    }

    @Test
    void followsTheLevelAndLogsOnlyWarningsOfLibraries() {
        Logging.configure(new LogSettings(Level.DEBUG, Format.TEXT));
        logger.trace("no");
        logger.debug("ours");
        library.info("no");
        library.warn("theirs");
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).endsWith("DEBUG ours");
        assertThat(lines().get(1)).endsWith("WARN  io.netty.channel.Example: theirs");
    }

    @Test
    void logsNoWarningOfThePoolAboutABrokenConnection() {
        Logging.configure(new LogSettings(Level.DEBUG, Format.TEXT));
        LoggerFactory.getLogger("com.zaxxer.hikari.pool.ProxyConnection").warn("marked as broken", new IOException());
        assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void logsNoWarningsAtLevelError() {
        Logging.configure(new LogSettings(Level.ERROR, Format.TEXT));
        logger.warn("no");
        library.warn("no");
        logger.error("ours");
        assertThat(lines()).hasSize(1);
    }

    @Test
    void logsWhatLibrariesWriteToJavaUtilLogging() {
        Logging.configure(new LogSettings(Level.TRACE, Format.TEXT));
        java.util.logging.Logger driver = java.util.logging.Logger.getLogger("org.postgresql.Driver");
        driver.info("no");
        driver.log(java.util.logging.Level.WARNING, "port {0}", "5432 {}");
        driver.severe("worse");
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).endsWith("WARN  org.postgresql.Driver: port 5432 {}");
        assertThat(lines().get(1)).endsWith("ERROR org.postgresql.Driver: worse");
    }
}
