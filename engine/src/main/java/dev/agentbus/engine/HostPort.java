package dev.agentbus.engine;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/// An address to listen on, written `host:port`.
///
/// @param port 0 asks for any free port
public record HostPort(String host, int port) {
    public static final String LOOPBACK = "127.0.0.1";

    public HostPort {
        if (host.isBlank() || port < 0 || port > 65_535) {
            throw new Misconfigured("Cannot use address: expected HOST:PORT, got: " + host + ":" + port);
        }
    }

    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new HostPort(text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new Misconfigured("Cannot use address: expected HOST:PORT, got: " + text, e);
        }
    }

    /// A loopback port that was free a moment ago.
    public static HostPort freeLoopback() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new HostPort(LOOPBACK, socket.getLocalPort());
        } catch (IOException e) {
            throw new TransientFailure("Cannot find a free port on loopback: " + e.getMessage(), e);
        }
    }

    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new Misconfigured("Cannot use address: unknown host, got: " + this, e);
        }
    }

    public boolean isFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
