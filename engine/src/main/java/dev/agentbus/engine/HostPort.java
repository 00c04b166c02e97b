package dev.agentbus.engine;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/// An address to listen on, written `host:port`.
///
/// @param port 0 asks for any free port
public record HostPort(String host, int port) {
    public static final String LOOPBACK = "127.0.0.1";
    private static final int FIRST_PORT = 15_000;
    private static final int END_OF_PORTS = 32_000;
    private static final int ATTEMPTS = 200;

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

    /// A loopback port that was free a moment ago. Not one of those that the system gives to outgoing
    /// connections (Linux: from 32768 on): a busy machine would take it away again before it is used.
    public static HostPort freeLoopback() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_OF_PORTS);
            HostPort candidate = new HostPort(LOOPBACK, port);
            if (candidate.isFree()) {
                return candidate;
            }
        }
        throw new TransientFailure("Cannot find a free port on loopback: all that were tried are taken, got: "
                + ATTEMPTS + " between " + FIRST_PORT + " and " + END_OF_PORTS);
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
