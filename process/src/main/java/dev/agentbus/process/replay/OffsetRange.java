package dev.agentbus.process.replay;

/// Offsets of one partition.
///
/// @param from the first
/// @param to the first that is not meant any more
public record OffsetRange(long from, long to) {
    public OffsetRange {
        if (from < 0 || to < from) {
            throw RefusedReplay.invalid("offsets must be from-to with 0 <= from <= to", from + "-" + to);
        }
    }

    long records() {
        return to - from;
    }
}
