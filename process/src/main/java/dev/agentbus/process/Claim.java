package dev.agentbus.process;

/// What a sink answers to the new owner of a partition.
///
/// @param epoch grows with each claim; who stores with an older one is fenced
/// @param position the offset of the first record that is not stored yet, or [#NONE]
public record Claim(long epoch, long position) {
    /// Nothing of this partition has ever been stored.
    public static final long NONE = -1;
}
