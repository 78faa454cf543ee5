package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples in other languages than Java run. A sample is skipped if its driver is not installed. */
@ExtendWith(TestServer.class)
final class ScriptSamplesTest {
    private static final Path SAMPLES = Path.of("src/samples");

    /** The folder in which {@code .ci/run} installs the drivers by npm. Node looks for them only beside the script. */
    private static final Path NODE = Path.of("target/samples/node");

    private final TestProxy proxy;
    private final Path outputs;

    ScriptSamplesTest(Cluster cluster, @TempDir Path outputs) {
        proxy = TestProxy.before(cluster);
        this.outputs = outputs;
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"psycopg", "psycopg2", "asyncpg", "sqlalchemy", "sqlalchemy_utils"})
    void thePythonSampleRuns(String driver) throws Exception {
        Path script = SAMPLES.resolve("python/with_" + driver + ".py").toAbsolutePath();
        Run run = run(Path.of("."), pythonWith(driver), script.toString());
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).containsPattern("(?m)^" + driver + " [0-9.]+\\R\\z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pg", "postgres", "sequelize"})
    void theNodeSampleRuns(String driver) throws Exception {
        assumeTrue(Files.isDirectory(NODE.resolve("node_modules").resolve(driver)), driver + " is not installed");
        String script = "with-" + driver + ".mjs";
        Files.copy(SAMPLES.resolve("node").resolve(script), NODE.resolve(script), StandardCopyOption.REPLACE_EXISTING);
        Run run = run(NODE, "node", script);
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).containsPattern("(?m)^" + driver + " [0-9.]+\\R\\z");
    }

    @Test
    void djangosTestRunnerMakesItsDatabasesOnAWholeServer() throws Exception {
        String python = pythonWith("django");
        Run run = run(SAMPLES.resolve("django"), python, "-B", "manage.py", "test", "--parallel", "2");
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).contains("Ran 3 tests", "OK");
    }

    @Test
    void railsTasksMakeTheirDatabasesOnAWholeServer() throws Exception {
        assumeTrue(
                run(Path.of("."), "ruby", "-e", "require 'active_record'; require 'pg'")
                                .status()
                        == 0,
                "no Rails");
        Run made = rake("db:create", "db:migrate", "db:test:prepare");
        assertThat(made.status()).as(made.output()).isZero();
        assertThat(rake("tables").output())
                .contains("development: ar_internal_metadata items schema_migrations")
                .contains("test: ar_internal_metadata items schema_migrations");
        assertThat(rake("db:drop").output()).contains("Dropped database 'shop_development'");
    }

    @Test
    void aScriptOfPsqlMigratesADatabaseOnAWholeServer() throws Exception {
        assumeTrue(run(Path.of("."), "psql", "--version").status() == 0, "no psql");
        for (int i = 0; i < 2; i++) {
            Run run = run(SAMPLES.resolve("psql"), "sh", "migrate.sh");
            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output().lines().filter(line -> line.matches("\\d_.*")))
                    .containsExactly("1_item", "2_price");
        }
        try (Connection shop = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/shop?user=server.migrate")) {
            assertThat(Sql.ask(shop, "SELECT count(*) FROM schema_migrations")).isEqualTo("2");
            assertThat(Sql.ask(shop, "SELECT count(price) FROM item")).isEqualTo("0");
        }
    }

    @Test
    void execGivesPytestADatabase() throws Exception {
        String python = pythonWith("psycopg, pytest");
        Run run = exec(SAMPLES.resolve("exec"), python, "-B", "-m", "pytest", "-p", "no:cacheprovider");
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).contains("1 passed");
    }

    @Test
    void execGivesNodesTestRunnerADatabase() throws Exception {
        assumeTrue(Files.isDirectory(NODE.resolve("node_modules/pg")), "pg is not installed");
        Files.copy(
                SAMPLES.resolve("exec/orders.test.mjs"),
                NODE.resolve("orders.test.mjs"),
                StandardCopyOption.REPLACE_EXISTING);
        Run run = exec(NODE, "node", "--test", "orders.test.mjs");
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).contains("pass 1");
    }

    @Test
    void execGivesAShellScriptADatabase() throws Exception {
        assumeTrue(run(Path.of("."), "psql", "--version").status() == 0, "no psql");
        Run run = exec(SAMPLES.resolve("exec"), "sh", "orders.sh");
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).endsWith("tea\n");
    }

    /** Runs a program by {@code dayfly exec}. */
    private Run exec(Path folder, String... command) throws Exception {
        Stream<String> exec = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.dayfly.Main",
                "exec",
                "--set",
                "listen=127.0.0.1:" + proxy.port(),
                "--set",
                "embedded.directory=" + outputs.resolve("state"),
                "--");
        return run(folder, Stream.concat(exec, Stream.of(command)).toArray(String[]::new));
    }

    private Run rake(String... tasks) throws Exception {
        return run(
                SAMPLES.resolve("rails"),
                Stream.concat(Stream.of("rake", "DB_DIR=" + outputs), Stream.of(tasks))
                        .toArray(String[]::new));
    }

    /** The first Python that has a module: the Python of the distribution is not always the first on the path. */
    private String pythonWith(String module) throws Exception {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            if (run(Path.of("."), python, "-c", "import " + module).status() == 0) {
                return python;
            }
        }
        return abort(module + " is not installed");
    }

    /** The exit status and the output of a program. */
    private record Run(int status, String output) {}

    private Run run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(outputs, "run", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("DAYFLY", "localhost:" + proxy.port());
        Process process;
        try {
            process = builder.start();
        } catch (IOException notInstalled) {
            return new Run(-1, notInstalled.toString());
        }
        process.getOutputStream().close();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Run(process.waitFor(), Files.readString(output));
    }
}
