package org.dayfly.config.file;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dayfly.config.ServerSettings;
import org.dayfly.config.ServerUrl;

/** Reads the setting servers: a list of URLs, and of groups that hold a URL and more. */
final class ServerEntries {
    static final String KEY = "servers";

    private static final List<String> PARTS = List.of("name", "url", "weight", "max");

    private ServerEntries() {}

    static List<ServerSettings> read(List<Value> items) {
        return items.stream().map(ServerEntries::server).toList();
    }

    private static ServerSettings server(Value item) {
        return item.value() instanceof ConfigObject group
                ? server(item, group)
                : ServerSettings.at(ServerUrl.parse(item.text()));
    }

    private static ServerSettings server(Value item, ConfigObject group) {
        for (Map.Entry<String, ConfigValue> part : WrittenKeys.inOrder(group)) {
            String key = KEY + "." + part.getKey();
            if (!PARTS.contains(part.getKey())) {
                throw Keys.unknown(
                        item.origin() + ": " + key,
                        key,
                        PARTS.stream().map(known -> KEY + "." + known).toList());
            }
            WrittenKeys.refuseNull(key, part.getValue());
        }
        ServerUrl url = ServerUrl.parse(part(item, group, "url")
                .orElseThrow(() -> item.refused("holds a server without a url; write { url = \"postgresql://…\" }"))
                .text());
        return new ServerSettings(
                part(item, group, "name").map(Value::text).orElseGet(() -> ServerSettings.name(url)),
                url,
                part(item, group, "weight").map(Value::number).orElse(1),
                part(item, group, "max").map(Value::number).map(OptionalInt::of).orElseGet(OptionalInt::empty));
    }

    private static Optional<Value> part(Value item, ConfigObject group, String name) {
        return Optional.ofNullable(group.get(name)).map(value -> item.part(name, value));
    }
}
