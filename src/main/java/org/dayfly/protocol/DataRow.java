package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/** A row of a result, of which dayfly reads the first column alone. */
public final class DataRow {
    public static final char TYPE = 'D';

    private DataRow() {}

    /** The text of the first column; empty if the column is null, and if the row is malformed. */
    public static String firstColumn(ByteBuf body) {
        if (body.readableBytes() < Short.BYTES + Integer.BYTES || body.readUnsignedShort() == 0) {
            return "";
        }
        int length = body.readInt();
        return length < 0 || length > body.readableBytes() ? "" : body.toString(body.readerIndex(), length, UTF_8);
    }
}
