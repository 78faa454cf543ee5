package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.dayfly.protocol.AuthenticationRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.ErrorResponse;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.protocol.MalformedMessageException;
import org.dayfly.protocol.SqlState;
import org.dayfly.session.Client;
import org.dayfly.session.SessionEvents;
import org.dayfly.telemetry.Repeats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Tells the client and the log, once each, why the client gets no session. */
record Refusal(Client client, String user, SessionEvents events) {
    private static final Logger log = LoggerFactory.getLogger(Refusal.class);

    /**
     * Sends the error and closes the connection. There is no answer to garbage, to a broken connection, or to a
     * connection that its client gave up.
     */
    void tell(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof MalformedMessageException malformed && malformed.isByPostgresClient()) {
            log.atInfo()
                    .addMarker(Repeats.MAY_REPEAT)
                    .addKeyValue("connection", client.id())
                    .log("refused {}, without an answer: {}", client.from(), malformed.getMessage());
            events.malformed();
            client.channel().close();
        } else if (cause instanceof MalformedMessageException
                || cause instanceof DecoderException // without a cause: bytes that no decoder can read
                || cause instanceof IOException
                || cause instanceof CancellationException) {
            log.atDebug().addKeyValue("connection", client.id()).log("closed: {}", cause.toString());
            if (cause instanceof DecoderException || cause instanceof MalformedMessageException) {
                events.malformed();
            }
            client.channel().close();
        } else {
            ClientError error = cause instanceof ClientError known ? known : internal(cause);
            log(error);
            say(error);
            if (error.kind() != ErrorKind.HEALTH_CHECK) {
                events.refused(client, user, error);
            }
        }
    }

    private ClientError internal(Throwable cause) {
        return ClientError.of(SqlState.INTERNAL_ERROR, "internal error")
                .withHint("the log of dayfly has more, under connection " + client.id())
                .causedBy(cause);
    }

    private void log(ClientError error) {
        Throwable behind = error.getCause();
        LoggingEventBuilder line =
                log.atLevel(error.kind().level()).addMarker(Repeats.MAY_REPEAT).addKeyValue("connection", client.id());
        (error.kind().hasStackTrace() ? line.setCause(behind == null ? error : behind) : line)
                .log(
                        "refused user \"{}\" from {}: {} ({}){}",
                        user,
                        client.from(),
                        error.text(),
                        error.sqlState(),
                        behind == null ? "" : ": " + Objects.toString(behind.getMessage(), behind.toString()));
    }

    private void say(ClientError error) {
        ByteBuf words = client.channel().alloc().buffer();
        if (error.kind() == ErrorKind.HEALTH_CHECK) {
            new AuthenticationRequest.Ok().encode(words);
        }
        ErrorResponse.fatal(error).encode(words);
        LingeringClose.say(client.channel(), words);
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = FutureFailure.cause(failure);
        return cause instanceof DecoderException && cause.getCause() != null ? cause(cause.getCause()) : cause;
    }
}
