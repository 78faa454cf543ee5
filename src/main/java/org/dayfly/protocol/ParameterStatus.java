package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;

/** A parameter of the session that a driver keeps. A driver ignores names that it does not know. */
public record ParameterStatus(String name, String value) implements TypedMessage {
    public static final char TYPE = 'S';

    @Override
    public char type() {
        return TYPE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
        CString.write(out, name);
        CString.write(out, value);
    }
}
