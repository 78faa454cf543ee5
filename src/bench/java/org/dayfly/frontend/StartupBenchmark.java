package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupPacket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The cost of decoding a startup message, as pgjdbc sends it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StartupBenchmark {
    private static final String PARAMETERS = "user\0new\0database\0new\0client_encoding\0UTF8\0DateStyle\0ISO\0"
            + "TimeZone\0Etc/UTC\0extra_float_digits\0" + "3\0\0";

    private final ByteBuf packet = packet();

    private static ByteBuf packet() {
        byte[] parameters = PARAMETERS.getBytes(StandardCharsets.UTF_8);
        return Unpooled.directBuffer()
                .writeInt(2 * Integer.BYTES + parameters.length)
                .writeInt(ProtocolVersion.V3_0.code())
                .writeBytes(parameters);
    }

    /** The message alone. */
    @Benchmark
    public StartupPacket message() {
        return StartupPacket.decode(packet.slice(Integer.BYTES, packet.readableBytes() - Integer.BYTES));
    }

    /** The message on a channel with the decoder that each connection gets. */
    @Benchmark
    public Object decoderOnAChannel() {
        EmbeddedChannel channel = new EmbeddedChannel(new StartupPacketDecoder());
        channel.writeInbound(packet.retainedDuplicate());
        Object message = channel.readInbound();
        channel.finishAndReleaseAll();
        return message;
    }

    /** The message on a channel without a decoder, for comparison. */
    @Benchmark
    public Object channelAlone() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.writeInbound(packet.retainedDuplicate());
        ByteBuf bytes = channel.readInbound();
        bytes.release();
        channel.finishAndReleaseAll();
        return bytes;
    }
}
