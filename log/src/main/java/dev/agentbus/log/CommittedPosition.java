package dev.agentbus.log;

/// Where a group is in a partition, as its coordinator knows it.
///
/// @param next the offset of the first record that is not done
/// @param note what the group wants to remember beside it, at most 4,000 characters; usually empty
public record CommittedPosition(long next, String note) {
    public CommittedPosition(long next) {
        this(next, "");
    }
}
