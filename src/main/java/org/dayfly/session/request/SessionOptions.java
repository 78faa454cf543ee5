package org.dayfly.session.request;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.dayfly.config.DatabaseSettings.Life;
import org.dayfly.config.value.DurationText;
import org.dayfly.placement.ServerWish;
import org.dayfly.protocol.BooleanText;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.CommandLineOptions;
import org.dayfly.protocol.CommandLineOptions.Setting;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.Note;
import org.dayfly.server.create.AfterUse;
import org.dayfly.server.create.RequestedTerms;
import org.dayfly.server.ready.StartupProfile;

/**
 * The options for dayfly in a client's startup message, and the parameters of the message for PostgreSQL.
 *
 * @param terms what the client asks of its database
 * @param wish the server that the client asks for; counts only for the session that makes the database
 * @param notice whether to greet the client with a NOTICE
 * @param forServer the client's parameters without dayfly's own, unchanged
 */
public record SessionOptions(RequestedTerms terms, ServerWish wish, boolean notice, StartupParameters forServer) {
    private static final String PREFIX = "dayfly.";
    private static final String TTL = PREFIX + "ttl";
    private static final String IDLE = PREFIX + "idle";
    private static final String NOTE = PREFIX + "note";
    private static final String AFTER = PREFIX + "after";
    private static final String NOTICE = PREFIX + "notice";
    private static final String SERVER = PREFIX + "server";
    private static final String VERSION = PREFIX + "version";
    private static final Set<String> ALL = Set.of(TTL, IDLE, NOTE, AFTER, NOTICE, SERVER, VERSION);
    private static final String KNOWN = "dayfly.ttl, dayfly.idle, dayfly.note, dayfly.after, dayfly.notice,"
            + " dayfly.server and dayfly.version can be set";

    /** A major version, as in 18. */
    private static final Pattern MAJOR = Pattern.compile("[1-9]\\d?");

    /**
     * Takes out dayfly's options, from {@code options} and from startup parameters of their own.
     *
     * @param life the longest time that a client may ask for, and how long a database is kept
     * @throws ClientError 22023 if an option is unknown, has an unfit value, or cannot be set by a client
     */
    static SessionOptions take(StartupParameters parameters, Life life) {
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
            String others = parsed.without(setting -> isOwn(setting.name()));
            if (others.isBlank() && !own.isEmpty()) {
                // Like a client without options, for which a session may be open already.
                rest.remove(StartupParameters.OPTIONS);
            } else {
                rest.put(StartupParameters.OPTIONS, others);
            }
        }
        rest.entrySet().removeIf(parameter -> {
            String name = parameter.getKey().toLowerCase(Locale.ROOT);
            if (isOwn(name)) {
                own.put(name, parameter.getValue());
            }
            return isOwn(name);
        });
        own.keySet().forEach(SessionOptions::checkKnown);
        RequestedTerms terms = new RequestedTerms(
                duration(own, TTL, life.maxTtl()), duration(own, IDLE, life.maxTtl()), note(own), after(own, life));
        return new SessionOptions(terms, wish(own), notice(own), StartupParameters.of(rest));
    }

    private static boolean isOwn(String name) {
        return name.startsWith(PREFIX);
    }

    private static void checkKnown(String name) {
        if (name.equals(StartupProfile.URL)) {
            throw invalid("parameter \"" + name + "\" cannot be changed").withHint("only dayfly sets it; " + KNOWN);
        }
        if (!ALL.contains(name)) {
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

    private static Optional<String> note(Map<String, String> own) {
        Optional<String> note = Optional.ofNullable(own.get(NOTE)).map(StartupParameters::readable);
        if (note.filter(text -> !Note.isFit(text)).isPresent()) {
            throw invalid("invalid value for parameter \"" + NOTE + "\"")
                    .withHint("at most " + Note.MOST + " characters, and no control character, such as a line break");
        }
        return note.filter(text -> !text.isBlank());
    }

    private static Optional<AfterUse> after(Map<String, String> own, Life life) {
        String value = own.get(AFTER);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (value) {
                    case "keep" -> AfterUse.keep(life.kept(), life.maxTtl());
                    case "drop" -> AfterUse.DROP;
                    default -> throw badValue(AFTER, value).withHint("\"keep\" or \"drop\"");
                });
    }

    private static ServerWish wish(Map<String, String> own) {
        String server = own.get(SERVER);
        String version = own.get(VERSION);
        if (server == null && version == null) {
            return ServerWish.ANY;
        }
        if (version != null && !MAJOR.matcher(version).matches()) {
            throw badValue(VERSION, version).withHint("a major version of PostgreSQL; for example \"18\"");
        }
        return ServerWish.of(
                Optional.ofNullable(server),
                version == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(version)));
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
