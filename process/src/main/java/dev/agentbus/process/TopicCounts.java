package dev.agentbus.process;

/// What a worker has done with one topic since it was made.
///
/// @param consumed records read, repeats after a rebalance included
/// @param stored events that were new to the sink
/// @param duplicates events the sink had already
/// @param deadLettered records that went to the dead letters
/// @param lost events that the log had dropped before they could be read
public record TopicCounts(long consumed, long stored, long duplicates, long deadLettered, long lost) {
    static final TopicCounts ZERO = new TopicCounts(0, 0, 0, 0, 0);

    TopicCounts plus(TopicCounts other) {
        return new TopicCounts(
                consumed + other.consumed,
                stored + other.stored,
                duplicates + other.duplicates,
                deadLettered + other.deadLettered,
                lost + other.lost);
    }
}
