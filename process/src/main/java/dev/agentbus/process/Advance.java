package dev.agentbus.process;

import dev.agentbus.log.LogPartition;

/// A partition's position moving on, as part of storing a batch. Valid only if the sink still has
/// `epoch` and `from`.
///
/// @param epoch the epoch of the claim
/// @param from the position before; [Claim#NONE] when there was none
/// @param to the offset of the first record that is not stored after it
public record Advance(LogPartition partition, long epoch, long from, long to) {}
