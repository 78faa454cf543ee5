package org.dayfly.config.file;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dayfly.config.AccessSettings;
import org.dayfly.config.ClusterSettings;
import org.dayfly.config.CopySettings;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.config.KeptSettings;
import org.dayfly.config.ListenSettings;
import org.dayfly.config.MaintenanceRole;
import org.dayfly.config.Preparation;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.ReaperSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.config.SessionSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.StatusSettings;
import org.dayfly.config.TemplateSettings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.config.TlsMode;
import org.dayfly.config.TlsSettings;
import org.dayfly.config.Transport;
import org.dayfly.config.UnixSocketSettings;
import org.dayfly.config.WarmSettings;
import org.dayfly.config.WholeServerSettings;
import org.dayfly.config.value.CopyOwner;
import org.dayfly.config.value.Network;
import org.dayfly.config.value.Secret;
import org.dayfly.telemetry.LogSettings;

/** Builds the tree of settings from the values. Only this class knows which setting a key belongs to. */
final class SettingsReader {
    private final Values values;

    SettingsReader(Values values) {
        this.values = values;
    }

    Settings read() {
        return new Settings(
                listen(), tls(), access(), sessions(), databases(), templates(), reaper(), cluster(), status(), log());
    }

    private ListenSettings listen() {
        return new ListenSettings(
                values.place("listen"),
                values.textIfAny("advertise").map(any -> values.place("advertise")),
                values.folderIfAny("unix-socket.directory")
                        .map(folder -> new UnixSocketSettings(
                                folder,
                                values.parsed(
                                        "unix-socket.mode",
                                        UnixSocketSettings::parseMode,
                                        "write a mode in octal, as in \"0770\""))),
                networks("access.proxies"),
                values.oneOf("transport", Transport.class),
                values.duration("login-deadline"),
                values.number("limits.half-open"));
    }

    private TlsSettings tls() {
        return new TlsSettings(
                values.oneOf("tls.mode", TlsMode.class),
                values.fileIfAny("tls.certificate"),
                values.fileIfAny("tls.key"),
                values.flag("tls.self-signed"),
                values.fileIfAny("tls.client-ca"));
    }

    private AccessSettings access() {
        return new AccessSettings(
                values.flag("access.open"),
                values.textIfAny("access.password").map(Secret::new),
                networks("access.networks"),
                networks("access.role-networks"),
                values.texts("access.maintenance-roles").stream()
                        .map(MaintenanceRole::parse)
                        .toList());
    }

    private List<Network> networks(String key) {
        return values.items(key).stream()
                .map(item -> item.parsed(Network::parse, "write networks as in [10.0.0.0/8, \"fd00::/8\"]"))
                .toList();
    }

    private SessionSettings sessions() {
        return new SessionSettings(values.number("limits.sessions"), values.duration("drain"));
    }

    private DatabaseSettings databases() {
        return new DatabaseSettings(
                new DatabaseSettings.Life(
                        values.duration("databases.ttl"),
                        values.duration("databases.max-ttl"),
                        values.duration("databases.idle"),
                        values.duration("databases.kept")),
                new QuotaSettings(
                        values.number("databases.max"),
                        values.number("limits.per-address"),
                        values.number("limits.creations-per-minute"),
                        values.numbersByName(CheckedNames.KEY_PREFIXES.key())),
                new RoleSettings(
                        values.number("databases.sessions"),
                        values.duration("databases.statement-timeout"),
                        values.duration("databases.idle-in-transaction-session-timeout")),
                new CopySettings(
                        values.duration("databases.copy-wait"), values.oneOf("databases.copy-owner", CopyOwner.class)),
                new WarmSettings(
                        values.number("databases.warm.min"),
                        values.number("databases.warm.max"),
                        values.size("databases.warm.size")),
                new WholeServerSettings(
                        values.number("databases.servers.max"),
                        values.number("databases.servers.warm.min"),
                        values.number("databases.servers.warm.max"),
                        extensions(values.items("databases.servers.extensions"))),
                new KeptSettings(
                        values.number("databases.kept-sessions.max"),
                        values.number("databases.kept-sessions.per-database"),
                        values.duration("databases.kept-sessions.idle")));
    }

    private TemplatesSettings templates() {
        Map<String, TemplateSettings> byName = new TreeMap<>();
        values.groups(TemplateKeys.KEY).forEach((name, group) -> byName.put(name, template(group)));
        return new TemplatesSettings(preparation(values.group("databases")), byName);
    }

    private static TemplateSettings template(Values group) {
        return new TemplateSettings(preparation(group), group.durationIfAny("ttl"), group.durationIfAny("idle"));
    }

    private static String extension(Value value) {
        return value.parsed(
                text -> Optional.of(text).filter(Preparation::isExtension),
                "write the name of an extension, of at most 63 bytes, as in [citext, postgis]");
    }

    private static List<String> extensions(List<Value> items) {
        return items.stream().map(SettingsReader::extension).toList();
    }

    private static Preparation preparation(Values group) {
        return new Preparation(
                group.items("init").stream().map(Value::file).toList(), extensions(group.items("extensions")));
    }

    private ReaperSettings reaper() {
        return new ReaperSettings(values.duration("reaper.interval"), values.size("limits.size"));
    }

    private ClusterSettings cluster() {
        return new ClusterSettings(
                ServerEntries.read(values.items(ServerEntries.KEY)),
                values.textIfAny("directory"),
                values.duration("lost-after"),
                new EmbeddedSettings(
                        values.folderIfAny("embedded.directory"),
                        Optional.empty(),
                        values.homeIfAny("embedded.home"),
                        values.homesByNumber(CheckedNames.VERSIONS.key()),
                        values.textsByName(PostgresNames.KEY),
                        values.flag("access.superuser")));
    }

    private StatusSettings status() {
        return new StatusSettings(
                values.textIfAny("status.listen").map(any -> values.place("status.listen")),
                values.textIfAny("status.password").map(Secret::new));
    }

    private LogSettings log() {
        return new LogSettings(
                values.oneOf("log.level", LogSettings.Level.class),
                values.oneOf("log.format", LogSettings.Format.class));
    }
}
