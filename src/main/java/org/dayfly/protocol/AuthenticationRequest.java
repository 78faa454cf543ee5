package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A server's requests to a client to prove who it is, step by step.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">PostgreSQL, message formats,
 *     Authentication…</a>
 */
public sealed interface AuthenticationRequest extends TypedMessage {
    char TYPE = 'R';

    /** The code after the length. */
    int code();

    /** Calls the method of the handler that this request is for. */
    void visit(Visitor visitor);

    @Override
    default char type() {
        return TYPE;
    }

    @Override
    default void encodeBody(ByteBuf out) {
        out.writeInt(code());
    }

    /**
     * Decodes a body to its end.
     *
     * @throws MalformedMessageException if the body is cut short
     */
    static AuthenticationRequest decode(ByteBuf body) {
        if (body.readableBytes() < Integer.BYTES) {
            throw new MalformedMessageException("an authentication request without a code");
        }
        int code = body.readInt();
        return switch (code) {
            case Ok.CODE -> new Ok();
            case CleartextPassword.CODE -> new CleartextPassword();
            case Md5Password.CODE -> Md5Password.decode(body);
            case Sasl.CODE -> new Sasl(mechanisms(body));
            case SaslContinue.CODE -> new SaslContinue(rest(body));
            case SaslFinal.CODE -> new SaslFinal(rest(body));
            default -> {
                body.skipBytes(body.readableBytes());
                yield new Unsupported(code);
            }
        };
    }

    private static String rest(ByteBuf body) {
        return body.readString(body.readableBytes(), UTF_8);
    }

    private static List<String> mechanisms(ByteBuf body) {
        List<String> mechanisms = new ArrayList<>();
        for (String name = CString.read(body); !name.isEmpty(); name = CString.read(body)) {
            mechanisms.add(name);
        }
        return mechanisms;
    }

    /** The client is authenticated. */
    record Ok() implements AuthenticationRequest {
        static final int CODE = 0;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public void visit(Visitor visitor) {
            visitor.ok();
        }
    }

    /** Asks for the password itself. */
    record CleartextPassword() implements AuthenticationRequest {
        static final int CODE = 3;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public void visit(Visitor visitor) {
            visitor.cleartextPassword();
        }
    }

    /** Asks for the password, hashed with the role's name and then with this salt. */
    record Md5Password(int salt) implements AuthenticationRequest {
        static final int CODE = 5;

        private static Md5Password decode(ByteBuf body) {
            if (body.readableBytes() < Integer.BYTES) {
                throw new MalformedMessageException("an md5 request without its salt");
            }
            return new Md5Password(body.readInt());
        }

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public void encodeBody(ByteBuf out) {
            out.writeInt(CODE).writeInt(salt);
        }

        @Override
        public void visit(Visitor visitor) {
            visitor.md5Password(this);
        }
    }

    /** Offers SASL mechanisms, the best first. */
    record Sasl(List<String> mechanisms) implements AuthenticationRequest {
        static final int CODE = 10;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public void encodeBody(ByteBuf out) {
            out.writeInt(CODE);
            mechanisms.forEach(mechanism -> CString.write(out, mechanism));
            out.writeByte(0);
        }

        @Override
        public void visit(Visitor visitor) {
            visitor.sasl(this);
        }
    }

    /** The server's challenge. */
    record SaslContinue(String data) implements AuthenticationRequest {
        static final int CODE = 11;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public void encodeBody(ByteBuf out) {
            out.writeInt(CODE).writeCharSequence(data, UTF_8);
        }

        @Override
        public void visit(Visitor visitor) {
            visitor.saslContinue(this);
        }
    }

    /** The server's proof that it knows the password too. */
    record SaslFinal(String data) implements AuthenticationRequest {
        static final int CODE = 12;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public void encodeBody(ByteBuf out) {
            out.writeInt(CODE).writeCharSequence(data, UTF_8);
        }

        @Override
        public void visit(Visitor visitor) {
            visitor.saslFinal(this);
        }
    }

    /** A method that dayfly does not speak: Kerberos, GSSAPI, SSPI. */
    record Unsupported(int code) implements AuthenticationRequest {
        @Override
        public void visit(Visitor visitor) {
            visitor.unsupported(this);
        }
    }

    /** One method for each request, so that a forgotten request does not compile. */
    interface Visitor {
        void ok();

        void cleartextPassword();

        void md5Password(Md5Password request);

        void sasl(Sasl request);

        void saslContinue(SaslContinue challenge);

        void saslFinal(SaslFinal proof);

        void unsupported(Unsupported request);
    }
}
