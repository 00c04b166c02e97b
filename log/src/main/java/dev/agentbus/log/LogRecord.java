package dev.agentbus.log;

import dev.agentbus.events.Header;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A record as it stands in the log, byte for byte.
public record LogRecord(
        LogPartition partition,
        long offset,
        Instant timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers) {
    public Position position() {
        return new Position(partition, offset);
    }
}
