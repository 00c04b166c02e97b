/// Live metrics in Redis: every event counted once, in the windows of its own time.
///
/// Enters: batches of decoded events from a worker of the group `metrics-group`. Leaves: hashes of
/// counts and sketches per window, with the positions that follow from them beside them; reports for
/// whoever asks; a few plain keys with the figures of the last minutes. Start at
/// [MetricsSink][dev.agentbus.sink.redis.windows.MetricsSink], then `count.lua`, where a batch is
/// counted or changes nothing.
@NullMarked
package dev.agentbus.sink.redis.windows;

import org.jspecify.annotations.NullMarked;
