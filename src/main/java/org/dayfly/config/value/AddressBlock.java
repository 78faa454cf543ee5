package org.dayfly.config.value;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The addresses that count as one client. For IPv4 this is one address, for IPv6 a network of 64 bits.
 *
 * <p>In such a network a host chooses its addresses freely. All clients of a Unix socket count as one client.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.5.4">RFC 4291, section 2.5.4</a>
 */
public record AddressBlock(String prefix) {
    private static final int HOST_NETWORK_BYTES = 8;
    private static final int IPV6_BYTES = 16;

    public static AddressBlock of(Optional<InetAddress> address) {
        return new AddressBlock(address.map(AddressBlock::prefix).orElse("local"));
    }

    /** The first address of the block, as text. The clients of a Unix socket have none. */
    public String address() {
        byte[] network = HexFormat.of().parseHex(prefix);
        try {
            return InetAddress.getByAddress(
                            network.length == HOST_NETWORK_BYTES ? Arrays.copyOf(network, IPV6_BYTES) : network)
                    .getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not the prefix of an address: " + prefix, e);
        }
    }

    private static String prefix(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of()
                .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, HOST_NETWORK_BYTES) : bytes);
    }
}
