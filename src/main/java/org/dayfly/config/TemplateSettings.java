package org.dayfly.config;

import java.time.Duration;
import java.util.Optional;

/**
 * A database made ready for others to be copies of. {@link Duration#ZERO} means no limit.
 *
 * @param preparation what is in it; nothing is allowed
 * @param ttl the copies' instead of {@link DatabaseSettings#ttl}
 * @param idle the copies' instead of {@link DatabaseSettings#idle}
 */
public record TemplateSettings(Preparation preparation, Optional<Duration> ttl, Optional<Duration> idle) {}
