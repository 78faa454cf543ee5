package org.dayfly.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.value.DurationText;
import org.dayfly.protocol.BooleanText;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.CommandLineOptions;
import org.dayfly.protocol.CommandLineOptions.Setting;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.ready.StartupProfile;

/**
 * The options for dayfly in a client's startup message, and the parameters of the message for PostgreSQL.
 *
 * @param ttl age at which the database is taken out of service; counts only for the session that makes the database
 * @param idle how long the database may be unused; counts only for the session that makes the database
 * @param notice whether to greet the client with a NOTICE
 * @param forServer the client's parameters without dayfly's own, unchanged
 */
record SessionOptions(Optional<Duration> ttl, Optional<Duration> idle, boolean notice, StartupParameters forServer) {
    private static final String PREFIX = "dayfly.";
    private static final String TTL = PREFIX + "ttl";
    private static final String IDLE = PREFIX + "idle";
    private static final String NOTICE = PREFIX + "notice";
    private static final String KNOWN = "dayfly.ttl, dayfly.idle and dayfly.notice can be set";

    /**
     * Takes out dayfly's options, from {@code options} and from startup parameters of their own.
     *
     * @param most the longest ttl or idle time that a client may ask for; zero: no limit
     * @throws ClientError 22023 if an option is unknown, has an unfit value, or cannot be set by a client
     */
    static SessionOptions take(StartupParameters parameters, Duration most) {
        Map<String, String> rest = parameters.withoutProtocolOptions().toMap();
        Map<String, String> own = new HashMap<>();
        String options = rest.get(StartupParameters.OPTIONS);
        if (options != null) {
            CommandLineOptions parsed = CommandLineOptions.parse(options);
            for (Setting setting : parsed.settings()) {
                if (isOwn(setting.name())) {
                    own.put(setting.name(), setting.value() == null ? "" : setting.value());
                }
            }
            rest.put(StartupParameters.OPTIONS, parsed.without(setting -> isOwn(setting.name())));
        }
        rest.entrySet().removeIf(parameter -> {
            String name = parameter.getKey().toLowerCase(Locale.ROOT);
            if (isOwn(name)) {
                own.put(name, parameter.getValue());
            }
            return isOwn(name);
        });
        own.keySet().forEach(SessionOptions::checkKnown);
        return new SessionOptions(
                duration(own, TTL, most), duration(own, IDLE, most), notice(own), StartupParameters.of(rest));
    }

    private static boolean isOwn(String name) {
        return name.startsWith(PREFIX);
    }

    private static void checkKnown(String name) {
        if (name.equals(StartupProfile.URL)) {
            throw invalid("parameter \"" + name + "\" cannot be changed").withHint("only dayfly sets it; " + KNOWN);
        }
        if (!name.equals(TTL) && !name.equals(IDLE) && !name.equals(NOTICE)) {
            throw invalid("unrecognized option \"" + StartupParameters.readable(name) + "\"")
                    .withHint(KNOWN);
        }
    }

    private static Optional<Duration> duration(Map<String, String> own, String name, Duration most) {
        String value = own.get(name);
        if (value == null) {
            return Optional.empty();
        }
        Duration duration = DurationText.parseOption(value)
                .orElseThrow(() -> badValue(name, value)
                        .withHint("a number and one of us, ms, s, min, h, d; for example \"2h\" or \"30min\""));
        boolean unlimited = duration.isZero();
        if (!most.isZero() && (unlimited || duration.compareTo(most) > 0)) {
            throw badValue(name, value).withHint("at most " + DurationText.format(most) + " is allowed");
        }
        return Optional.of(duration);
    }

    private static boolean notice(Map<String, String> own) {
        String value = own.getOrDefault(NOTICE, "on");
        return BooleanText.parse(value)
                .orElseThrow(() -> badValue(NOTICE, value).withHint("\"on\" or \"off\""));
    }

    private static ClientError badValue(String name, String value) {
        return invalid("invalid value for parameter \"" + name + "\": \"" + StartupParameters.readable(value) + "\"");
    }

    private static ClientError invalid(String message) {
        return ClientError.of(SqlState.INVALID_PARAMETER_VALUE, message);
    }
}
