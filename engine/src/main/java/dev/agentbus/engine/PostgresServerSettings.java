package dev.agentbus.engine;

import dev.agentbus.events.Misconfigured;

/// How the embedded PostgreSQL runs.
///
/// @param address where it listens; port 0 takes a free one and keeps it across restarts
/// @param sharedBuffersMib its own cache of pages
/// @param maxConnections connections it takes at once
public record PostgresServerSettings(HostPort address, int sharedBuffersMib, int maxConnections) {
    public static final int SHARED_BUFFERS_MIB = 48;
    public static final int MAX_CONNECTIONS = 50;
    public static final PostgresServerSettings DEFAULT =
            new PostgresServerSettings(new HostPort(HostPort.LOOPBACK, 0), SHARED_BUFFERS_MIB, MAX_CONNECTIONS);

    public PostgresServerSettings {
        if (!address.isLoopback()) {
            throw new Misconfigured("postgres.address must be a loopback address, got: " + address);
        }
        if (sharedBuffersMib < 1) {
            throw new Misconfigured("postgres.shared-buffers-mib must be at least 1, got: " + sharedBuffersMib);
        }
        if (maxConnections < 10) {
            throw new Misconfigured("postgres.max-connections must be at least 10, got: " + maxConnections);
        }
    }
}
