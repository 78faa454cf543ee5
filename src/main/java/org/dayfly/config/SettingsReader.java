package org.dayfly.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.dayfly.telemetry.LogSettings;

/** Builds the tree of settings from their values: the one place that knows which key goes where. */
final class SettingsReader {
    private final Values values;

    SettingsReader(Values values) {
        this.values = values;
    }

    Settings read() {
        return new Settings(listen(), access(), sessions(), databases(), templates(), reaper(), cluster(), log());
    }

    private ListenSettings listen() {
        return new ListenSettings(
                values.place("listen"),
                values.textIfAny("advertise").map(any -> values.place("advertise")),
                values.oneOf("transport", Transport.class),
                values.duration("login-deadline"),
                values.number("limits.half-open"));
    }

    private AccessSettings access() {
        return new AccessSettings(
                values.flag("access.open"),
                values.textIfAny("access.password").map(Secret::new),
                values.texts("access.maintenance-roles").stream()
                        .map(MaintenanceRole::parse)
                        .toList());
    }

    private SessionSettings sessions() {
        return new SessionSettings(values.number("limits.sessions"), values.duration("drain"));
    }

    private DatabaseSettings databases() {
        return new DatabaseSettings(
                values.duration("databases.ttl"),
                values.duration("databases.max-ttl"),
                values.duration("databases.idle"),
                values.number("databases.max"),
                values.number("databases.sessions"),
                values.duration("databases.copy-wait"),
                new WarmSettings(values.number("databases.warm.min"), values.number("databases.warm.max")));
    }

    private TemplatesSettings templates() {
        Map<String, TemplateSettings> byName = new TreeMap<>();
        values.groups(TemplateKeys.KEY).forEach((name, group) -> byName.put(name, template(group)));
        return new TemplatesSettings(preparation(values.group("databases")), byName);
    }

    private static TemplateSettings template(Values group) {
        return new TemplateSettings(preparation(group), group.durationIfAny("ttl"), group.durationIfAny("idle"));
    }

    private static Preparation preparation(Values group) {
        return new Preparation(
                group.items("init").stream().map(Value::file).toList(),
                group.items("extensions").stream().map(Preparation::extension).toList());
    }

    private ReaperSettings reaper() {
        return new ReaperSettings(values.duration("reaper.interval"));
    }

    private ClusterSettings cluster() {
        return new ClusterSettings(
                values.texts("servers").stream().map(ServerUrl::parse).toList(),
                new EmbeddedSettings(
                        values.textIfAny("embedded.directory").map(SettingsReader::path),
                        values.textsByName(PostgresNames.KEY)));
    }

    private LogSettings log() {
        return new LogSettings(
                values.oneOf("log.level", LogSettings.Level.class),
                values.oneOf("log.format", LogSettings.Format.class));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new SettingsException("embedded.directory is no path of this system; write the path of a folder");
        }
    }
}
