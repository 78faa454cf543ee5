package org.dayfly.config.value;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A network as an operator writes it: {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4632#section-3.1">RFC 4632, section 3.1</a>
 */
public final class Network {
    private static final int ANY_PORT = 0;

    private final String text;
    private final IpSubnetFilterRule rule;

    private Network(String text, IpSubnetFilterRule rule) {
        this.text = text;
        this.rule = rule;
    }

    /** Reads a network. Empty if the text is not one. No name server is asked. */
    public static Optional<Network> parse(String text) {
        String[] parts = text.strip().split("/", -1);
        boolean v4 = NetUtil.isValidIpV4Address(parts[0]);
        if (parts.length > 2 || parts[0].startsWith("[") || !(v4 || NetUtil.isValidIpV6Address(parts[0]))) {
            return Optional.empty();
        }
        int most = v4 ? 32 : 128;
        try {
            int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
            if (bits < 0 || bits > most) {
                return Optional.empty();
            }
            return Optional.of(
                    new Network(text.strip(), new IpSubnetFilterRule(parts[0], bits, IpFilterRuleType.ACCEPT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        return rule.matches(new InetSocketAddress(address, ANY_PORT));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && network.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
