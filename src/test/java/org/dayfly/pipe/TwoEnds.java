package org.dayfly.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** A client and a server, joined by a pipe that is not open yet. Records the events of the pipe. */
final class TwoEnds implements PipeListener, AutoCloseable {
    /** At these bytes of the client, the pipe parts. */
    static final String PARTING = "part";

    final Side client = new Side();
    final Side server = new Side();
    final List<String> heard = new ArrayList<>();
    final Pipe pipe = Pipe.join(client.channel, server.channel, this);

    @Override
    public boolean fromClient(ByteBuf bytes) {
        String text = bytes.toString(UTF_8);
        heard.add("client:" + text);
        if (text.equals(PARTING)) {
            pipe.part();
            return false;
        }
        return true;
    }

    @Override
    public void fromServer(ByteBuf bytes) {
        heard.add("server:" + bytes.toString(UTF_8));
    }

    @Override
    public void ended(PipeEnd end) {
        assertThat(client.channel.isOpen() && server.channel.isOpen())
                .isEqualTo(end == PipeEnd.ENDED || end == PipeEnd.PARTED);
        heard.add(end.name());
    }

    @Override
    public void closed() {
        heard.add("closed");
    }

    @Override
    public void close() {
        client.channel.finishAndReleaseAll();
        server.channel.finishAndReleaseAll();
    }
}
