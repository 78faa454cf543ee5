package org.dayfly.config;

import java.time.Duration;
import java.util.Optional;

/**
 * A database that is prepared once and then copied. {@link Duration#ZERO} means no limit.
 *
 * @param preparation the content; it may be empty
 * @param ttl the ttl of its copies, instead of {@link DatabaseSettings#ttl}
 * @param idle the idle time of its copies, instead of {@link DatabaseSettings#idle}
 */
public record TemplateSettings(Preparation preparation, Optional<Duration> ttl, Optional<Duration> idle) {}
