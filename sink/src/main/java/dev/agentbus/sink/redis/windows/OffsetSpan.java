package dev.agentbus.sink.redis.windows;

/// Offsets of one partition, both ends included.
record OffsetSpan(long first, long last) {
    static OffsetSpan of(long offset) {
        return new OffsetSpan(offset, offset);
    }

    OffsetSpan and(OffsetSpan other) {
        return new OffsetSpan(Math.min(first, other.first), Math.max(last, other.last));
    }
}
