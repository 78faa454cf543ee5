package org.dayfly.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cost of passing bytes from a client to its server. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PipeBenchmark {
    /** Bytes of one read. */
    @Param({"64", "8192"})
    public int size;

    private final EmbeddedChannel client = new EmbeddedChannel();
    private final EmbeddedChannel server = new EmbeddedChannel();
    private final ByteBuf bytes = Unpooled.directBuffer(8192).writeZero(8192);
    private final Pipe pipe = Pipe.join(client, server, new NoListener());

    public PipeBenchmark() {
        pipe.open(CompletableFuture.completedFuture(null));
    }

    /** One read and its flush. */
    @Benchmark
    public void handOn() {
        client.writeInbound(bytes.retainedSlice(0, size));
        ByteBuf out = server.readOutbound();
        out.release();
    }

    /** Releases all buffers. */
    @TearDown
    public void close() {
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
        bytes.release();
    }

    /** Does nothing: the cost of a listener is not part of this benchmark. */
    private static final class NoListener implements PipeListener {
        @Override
        public boolean fromClient(ByteBuf bytes) {
            return true;
        }

        @Override
        public void fromServer(ByteBuf bytes) {}

        @Override
        public void ended(PipeEnd end) {}

        @Override
        public void closed() {}
    }
}
