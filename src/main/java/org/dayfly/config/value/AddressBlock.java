package org.dayfly.config.value;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Addresses that are one client's, as far as can be told: an IPv4 address by itself, of IPv6 a network of 64 bits, in which a
 * host chooses addresses as it likes; and all who come by a Unix socket.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.5.4">RFC 4291, section 2.5.4</a>
 */
public record AddressBlock(String prefix) {
    private static final int HOST_NETWORK_BYTES = 8;

    public static AddressBlock of(Optional<InetAddress> address) {
        return new AddressBlock(address.map(AddressBlock::prefix).orElse("local"));
    }

    private static String prefix(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of()
                .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, HOST_NETWORK_BYTES) : bytes);
    }
}
