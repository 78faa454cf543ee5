package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.Databases;
import org.dayfly.server.NoWarmListener;
import org.dayfly.server.ServerExecutors;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.create.Request;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.drop.LiveSessions;
import org.dayfly.server.lease.NoKnownLeases;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.server.lease.Reaper;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.task.Delays;
import org.dayfly.server.warm.ClientActivity;
import org.dayfly.server.warm.WarmListeners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator's commands work on a real registry, and the operator types no password. */
@ExtendWith(TestServer.class)
final class RegistryCommandsTest implements LiveSessions {
    private final Cluster cluster;
    private final Registry registry;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Key key = new Key("commands-" + Long.toString(System.nanoTime(), 36));
    private final Databases databases;
    private final DatabaseName name;

    RegistryCommandsTest(Cluster cluster) {
        this.cluster = cluster;
        registry = Registry.open(cluster);
        Delays delays = new Delays(timer, System::nanoTime);
        ClientActivity activity = ClientActivity.on(delays);
        databases = Databases.open(
                registry,
                new Membership(registry, "the server"),
                new Templates(),
                SettingsFile.defaults()::databases,
                new ProxyLimits(System::nanoTime),
                new Reaper(registry, this, new Templates(), activity, SettingsFile.defaults()::reaper, timer, delays),
                Optional.of(CreateStrategy.SERVER_DEFAULT),
                new ServerExecutors(
                        Runnable::run,
                        Runnable::run,
                        new ServerExecutors.Makers(Runnable::run, 1),
                        Runnable::run,
                        delays),
                new WarmListeners(new NoWarmListener(), new NoWarmListener()),
                new NoKnownLeases(),
                activity);
        Request request = new Request(
                Optional.of(InetAddress.getLoopbackAddress()), Optional.empty(), Optional.empty(), Optional.empty());
        name = databases.share(key, request).join().name();
    }

    @AfterEach
    void close() {
        databases.close();
        timer.shutdown();
        run("drop", name.value());
        registry.close();
    }

    /** Runs a command as an operator runs it on the server's machine. */
    private CommandLineRun run(String... arguments) {
        Path data = Path.of(cluster.name().replaceFirst(".* in ", ""));
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--set";
        all[arguments.length + 1] = "embedded.directory=" + Objects.requireNonNull(data.getParent());
        return CommandLineRun.of(all);
    }

    private String succeed(String... arguments) {
        CommandLineRun run = run(arguments);
        assertThat(run.error()).isEmpty();
        assertThat(run.status()).isZero();
        return run.out();
    }

    @Test
    void lsListsTheDatabase() {
        assertThat(succeed("ls"))
                .startsWith("NAME ")
                .containsPattern(
                        name + " +database +" + key + " +- +leased +0 +\\d.\\d MB +\\d+ s +29 min \\d+ s +\\d+ s\n");
    }

    @Test
    void showPrintsTheDatabase() {
        assertThat(succeed("show", name.value()))
                .contains(
                        "name: " + name,
                        "key: " + key,
                        "state: leased",
                        "127.0.0.1",
                        "of at most 10 min",
                        "pinned: no");
    }

    @Test
    void extendGivesADatabaseMoreTimeAndPinKeepsIt() {
        assertThat(succeed("extend", name.value(), "3h")).startsWith(name + " expires: 20");
        assertThat(succeed("ls")).containsPattern(name + " .* 2 h 59 min ");
        assertThat(succeed("pin", name.value())).isEqualTo(name + " is pinned\n");
        assertThat(succeed("ls")).containsPattern(name + " .* pinned ");
        assertThat(succeed("show", name.value())).contains("pinned: yes");
    }

    @Test
    void urlPrintsThePasswordAndTheAdvertisedAddress() {
        String password = registry.credentials().password(name.value()).value();
        assertThat(succeed("url", name.value()))
                .isEqualTo("postgresql://" + name + ":" + password + "@127.0.0.1:6432/" + name + "\n");
        assertThat(succeed("url", name.value(), "--set", "advertise=db.example.org:5432"))
                .contains("@db.example.org:5432/");
    }

    @Test
    void dropDropsTheDatabaseAndShowSaysSoAfterwards() {
        assertThat(succeed("drop", name.value())).isEqualTo(name + " is dropped\n");
        assertThat(succeed("ls")).doesNotContain(name.value());
        CommandLineRun late = run("show", name.value());
        assertThat(late.status()).isEqualTo(1);
        assertThat(late.error())
                .startsWith("dayfly: database \"" + name + "\" was")
                .contains("; ")
                .containsOnlyOnce("\n");
    }

    @Test
    void commandsTakeAKeyInsteadOfAName() {
        String upperCase = key.value().toUpperCase(Locale.ROOT);
        assertThat(succeed("show", upperCase)).contains("name: " + name);
        assertThat(succeed("url", key.value())).startsWith("postgresql://" + name + ":");
        assertThat(succeed("extend", key.value(), "3h")).startsWith(name + " expires: ");
        assertThat(succeed("pin", key.value())).isEqualTo(name + " is pinned\n");
        assertThat(succeed("drop", key.value())).isEqualTo(name + " is dropped\n");
    }

    @Test
    void anUnknownDatabaseCausesOneLineAndStatus1() {
        CommandLineRun unknown = run("pin", "dayfly_aaaaaaaaaa");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.error())
                .isEqualTo(
                        "dayfly: database \"dayfly_aaaaaaaaaa\" does not exist;" + " dayfly ls lists all databases\n");
        CommandLineRun unknownKey = run("url", key + "-");
        assertThat(unknownKey.status()).isEqualTo(1);
        assertThat(unknownKey.error())
                .isEqualTo("dayfly: there is no database or template \"" + key + "-\";"
                        + " dayfly ls lists all databases\n");
    }

    @Override
    public Map<DatabaseName, Use> used() {
        return Map.of();
    }

    @Override
    public boolean isOn(DatabaseName database) {
        return false;
    }

    @Override
    public CompletableFuture<Void> endWaiting(DatabaseName database) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> end(DatabaseName database, ClientError why) {
        return CompletableFuture.completedFuture(null);
    }
}
