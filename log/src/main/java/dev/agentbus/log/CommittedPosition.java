package dev.agentbus.log;

/// Where a group is in a partition, as its coordinator knows it.
///
/// @param next the offset of the first record that is not done
/// @param note what the group says beside it, at most [LogReader#MAX_NOTE_BYTES]; usually empty
public record CommittedPosition(long next, String note) {
    public CommittedPosition(long next) {
        this(next, "");
    }
}
