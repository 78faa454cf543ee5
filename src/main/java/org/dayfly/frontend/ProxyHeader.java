package org.dayfly.frontend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.dayfly.protocol.MalformedMessageException;
import org.dayfly.session.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a client's address from the header that a load balancer sends before the client's bytes, then leaves the
 * pipeline. Only a known load balancer may send such a header.
 *
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY protocol, versions 1 and 2</a>
 */
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    private static final Logger log = LoggerFactory.getLogger(ProxyHeader.class);

    private final Client client;

    ProxyHeader(Client client) {
        this.client = client;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) throws UnknownHostException {
        String address = header.sourceAddress();
        // Otherwise the load balancer connects for itself, to check whether dayfly is alive.
        if (header.command() == HAProxyCommand.PROXY && address != null && isNumeric(address)) {
            client.comesFrom(new InetSocketAddress(InetAddress.getByName(address), header.sourcePort()));
        }
        ctx.pipeline().remove(this);
    }

    private static boolean isNumeric(String address) {
        return NetUtil.isValidIpV4Address(address) || NetUtil.isValidIpV6Address(address);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException) {
            log.info("closed {}: access.proxies lists its address, but it sent no PROXY header", client.from());
            ctx.fireExceptionCaught(new MalformedMessageException("no PROXY header"));
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
