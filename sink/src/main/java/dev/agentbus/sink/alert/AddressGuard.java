package dev.agentbus.sink.alert;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Keeps requests away from this machine and from private networks, where a bus may reach what its
/// operators never meant to be reached: other services, and a cloud's own metadata.
///
/// @param privateAllowed whether such addresses are wanted
record AddressGuard(boolean privateAllowed) {
    /// @throws PermanentFailure when the address must not be called
    /// @throws TransientFailure when its name can't be looked up now
    void check(URI url) {
        boolean http = "http".equals(url.getScheme()) && privateAllowed;
        if (!http && !"https".equals(url.getScheme())) {
            throw new PermanentFailure("Cannot send: the address must be https, got: " + shown(url));
        }
        String host = url.getHost();
        if (host == null || url.getRawUserInfo() != null) {
            throw new PermanentFailure("Cannot send: the address must name a host and no user, got: " + shown(url));
        }
        if (privateAllowed) {
            return;
        }
        for (InetAddress address : addressesOf(host)) {
            if (isPrivate(address)) {
                throw new PermanentFailure(
                        "Cannot send: the address lies in a private network (allow-private-addresses is not set), got: "
                                + host + " at " + address.getHostAddress());
            }
        }
    }

    private static InetAddress[] addressesOf(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new TransientFailure("Cannot send: the host is not known, got: " + host, e);
        }
    }

    /// Without path and query, which may be secret.
    static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    static boolean isPrivate(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPrivate4(bytes);
            case Inet6Address _ -> isPrivate6(bytes);
            default -> true;
        };
    }

    /// "This" network, carrier-grade NAT, IETF's own, documentation, benchmarks, and what is reserved.
    private static boolean isPrivate4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        int third = bytes[2] & 0xff;
        return first == 0
                || (first == 100 && second >= 64 && second < 128)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 198 && (second == 18 || second == 19 || (second == 51 && third == 100)))
                || (first == 203 && second == 0 && third == 113)
                || first >= 240;
    }

    /// Unique local addresses, and those that hold an IPv4 address within (mapped, NAT64, 6to4).
    private static boolean isPrivate6(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if ((first & 0xfe) == 0xfc) {
            return true;
        }
        boolean zeros = true;
        for (int i = 0; i < 10; i++) {
            zeros &= bytes[i] == 0;
        }
        if (zeros) {
            return isPrivate4Of(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (first == 0x00 && second == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b) {
            return isPrivate4Of(Arrays.copyOfRange(bytes, 12, 16));
        }
        return first == 0x20 && second == 0x02 && isPrivate4Of(Arrays.copyOfRange(bytes, 2, 6));
    }

    private static boolean isPrivate4Of(byte[] bytes) {
        try {
            return isPrivate(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }
}
