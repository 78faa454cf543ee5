package org.dayfly.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.dayfly.config.value.Bounds;

/**
 * What databases begin with.
 *
 * @param fresh what is in those that are no copy
 * @param byName the templates, each a SOURCE to copy, by name in lower case and in the order of the names
 */
public record TemplatesSettings(Preparation fresh, Map<String, TemplateSettings> byName) {
    public TemplatesSettings {
        byName = Collections.unmodifiableMap(new TreeMap<>(byName));
        byName.forEach((name, template) ->
                template.idle().ifPresent(idle -> Bounds.lifetime("templates." + name + ".idle", idle)));
    }

    /** Refuses a template whose copies would live longer than a database may. */
    void checkTtls(DatabaseSettings databases) {
        byName.forEach((name, template) ->
                template.ttl().ifPresent(ttl -> Bounds.ttl("templates." + name + ".ttl", ttl, databases.maxTtl())));
    }
}
