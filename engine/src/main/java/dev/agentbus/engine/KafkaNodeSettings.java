package dev.agentbus.engine;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// How the embedded Kafka node runs.
///
/// @param address where it listens; port 0 takes a free one and keeps it across restarts
/// @param heapMib upper bound of its heap
/// @param sessionTimeout after how much silence a consumer of the new group protocol loses its
///     partitions
/// @param maxRecordBytes the largest record, dead letters with their headers included
public record KafkaNodeSettings(HostPort address, int heapMib, Duration sessionTimeout, int maxRecordBytes) {
    public static final int HEAP_MIB = 320;
    public static final Duration SESSION_TIMEOUT = Duration.ofSeconds(15);
    public static final int MAX_RECORD_BYTES = 8 << 20;
    public static final KafkaNodeSettings DEFAULT =
            new KafkaNodeSettings(new HostPort(HostPort.LOOPBACK, 0), HEAP_MIB, SESSION_TIMEOUT, MAX_RECORD_BYTES);

    private static final int MIN_HEAP_MIB = 128;

    public KafkaNodeSettings {
        if (!address.isLoopback()) {
            throw new Misconfigured(
                    "kafka.address must be a loopback address, because the embedded Kafka asks nobody for a"
                            + " password; for other machines set KAFKA_BROKERS to a cluster that does, got: "
                            + address);
        }
        if (heapMib < MIN_HEAP_MIB) {
            throw new Misconfigured("kafka.heap-mib must be at least %d, got: %d".formatted(MIN_HEAP_MIB, heapMib));
        }
        if (sessionTimeout.toMillis() < 1000) {
            throw new Misconfigured("kafka.session-timeout must be at least 1s, got: " + sessionTimeout);
        }
    }

    public KafkaNodeSettings withAddress(HostPort other) {
        return new KafkaNodeSettings(other, heapMib, sessionTimeout, maxRecordBytes);
    }

    public KafkaNodeSettings withSessionTimeout(Duration other) {
        return new KafkaNodeSettings(address, heapMib, other, maxRecordBytes);
    }
}
