package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dayfly.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Options work before and after the command. A failure is one line of error and an exit status. */
final class MainTest {
    private static void assertRefused(CommandLineRun run, int status, String... parts) {
        assertThat(run.error())
                .startsWith("dayfly: ")
                .contains(parts)
                .containsOnlyOnce("\n")
                .doesNotContain("\tat ");
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.out()).isEmpty();
    }

    /** The settings that a command would see. */
    private static Settings settings(Map<String, String> environment, String... arguments) {
        CommandLine line = Main.commandLine(environment);
        line.parseArgs(arguments);
        return ((Main) line.getCommand()).settings();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--set drain=7s ls",
                "ls --set drain=7s",
                "--set=drain=7s",
                "serve --set drain=7s",
                "--set drain=1s ls --set drain=7s",
                "show dayfly_aaaaaaaaaa --set drain=7s",
                "--set databases.max=9 url --set drain=7s",
                "--set drain=7s url --set databases.max=9"
            })
    void takesSetBeforeAndAfterTheCommand(String arguments) {
        Settings settings = settings(Map.of(), arguments.split(" "));
        assertThat(settings.sessions().drain()).hasSeconds(7);
        assertThat(settings.databases().quota().databases()).isEqualTo(arguments.contains("max=9") ? 9 : 200);
    }

    @Test
    void readsTheFileThatIsNamedAndNoOther(@TempDir Path folder) throws IOException {
        String file = Files.writeString(folder.resolve("a.conf"), "drain = 7s").toString();
        String other = Files.writeString(folder.resolve("b.conf"), "drain = 8s").toString();
        assertThat(settings(Map.of(), "--config", file, "ls").sessions().drain())
                .hasSeconds(7);
        assertThat(settings(Map.of(), "ls", "--config", file).sessions().drain())
                .hasSeconds(7);
        assertThat(settings(Map.of("DAYFLY_CONFIG", file)).sessions().drain()).hasSeconds(7);
        assertThat(settings(Map.of("DAYFLY_CONFIG", other), "--config", file)
                        .sessions()
                        .drain())
                .hasSeconds(7);
        assertThat(settings(Map.of("DAYFLY_CONFIG", "")).sessions().drain()).hasSeconds(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--frob | Unknown option: '--frob'",
                "lss | did you mean ls",
                "show | NAME",
                "show new.shop | \"new.shop\" is not the name of a throwaway database",
                "url shöp | nor a key",
                "extend dayfly_aaaaaaaaaa | DURATION",
                "extend dayfly_aaaaaaaaaa soon | \"soon\" is not a time",
                "extend dayfly_aaaaaaaaaa 0 | \"0\" is not a time",
                "pin dayfly_aaaaaaaaaa dayfly_bbbbbbbbbb | Unmatched argument",
                "ls --set | Missing required parameter",
            })
    void answersAWrongCommandLineWithOneLineAndStatus2(String arguments, String message) {
        assertRefused(CommandLineRun.of(arguments.split(" ")), 2, message, "--help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "serve", "ls", "url", "drop dayfly_aaaaaaaaaa"})
    void answersBadSettingsWithOneLineAndStatus2(String command) {
        String[] arguments = (command + " --set databases.tll=hunter2").strip().split(" ");
        CommandLineRun run = CommandLineRun.of(arguments);
        assertRefused(run, 2, "databases.tll is no key of dayfly; did you mean databases.ttl?");
        assertThat(run.error()).doesNotContain("hunter2");
    }

    @Test
    void answersAMissingFileAndABadVariableWithStatus2() {
        assertRefused(CommandLineRun.of("--config", "/nowhere/proxy.conf"), 2, "can't read", "/nowhere/proxy.conf");
        assertRefused(CommandLineRun.in(Map.of("DAYFLY_LISTEN", "here")), 2, "DAYFLY_LISTEN", "write host:port");
    }

    /** No encoding has half of a surrogate pair, so Java refuses this text as it refuses an umlaut under LC_ALL=C. */
    @Test
    void saysWhenTheLocaleCannotEncodeTheNameOfAFile() {
        String step = " has letters that Java can't read under this locale; set LC_ALL=C.UTF-8\n";
        String file = "c\ud800/c.conf";
        assertRefused(CommandLineRun.in(Map.of("DAYFLY_CONFIG", file)), 2, "dayfly: DAYFLY_CONFIG" + step);
        assertRefused(CommandLineRun.of("--config", file), 2, "dayfly: --config" + step);
        assertRefused(CommandLineRun.of("ls", "--config", file), 2, "dayfly: --config" + step);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "show dayfly_aaaaaaaaaa", "pin shop", "url dayfly_aaaaaaaaaa"})
    void saysWhenNoDayflyRuns(String command, @TempDir Path folder) {
        String[] arguments = (command + " --set embedded.directory=" + folder).split(" ");
        assertRefused(CommandLineRun.of(arguments), 1, "no dayfly is running", "dayfly serve");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhenNothingAnswersAtTheAddressOfDayfly() throws IOException {
        String place;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            place = "127.0.0.1:" + taken.getLocalPort();
        }
        assertRefused(CommandLineRun.of("url", "--set", "listen=" + place), 1, "no dayfly answers at " + place);
        assertRefused(CommandLineRun.of("url", "--set", "listen=127.0.0.1:0"), 1, "the port is known only to");
    }

    @Test
    void saysWhenAServerCannotBeReached() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        CommandLineRun run = CommandLineRun.of("ls", "--set", "servers=postgresql://maker:hunter2@127.0.0.1:" + port);
        assertRefused(run, 1, "127.0.0.1:" + port);
        assertThat(run.error()).doesNotContain("hunter2");
    }

    @Test
    void printsHelpAndVersion() {
        CommandLineRun help = CommandLineRun.of("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("--config=FILE", "--set=KEY=VALUE", "extend", "DAYFLY_CONFIG");
        CommandLineRun version = CommandLineRun.of("--version");
        assertThat(version.status()).isZero();
        assertThat(version.out()).startsWith("dayfly ");
        assertThat(CommandLineRun.of("help").out()).isEqualTo(help.out());
        CommandLineRun extend = CommandLineRun.of("extend", "--help");
        assertThat(CommandLineRun.of("help", "extend").out()).isEqualTo(extend.out());
        assertThat(CommandLineRun.of("help", "nonsense").status()).isEqualTo(2);
        assertThat(extend.status()).isZero();
        assertThat(extend.out()).contains("NAME", "DURATION", "--config=FILE");
    }
}
