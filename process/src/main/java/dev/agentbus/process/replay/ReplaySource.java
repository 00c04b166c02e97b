package dev.agentbus.process.replay;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.log.LogPartition;
import java.time.Instant;
import java.util.Map;

/// Which events of the past are meant. All of them end where the log ended when the replay started.
public sealed interface ReplaySource {
    /// By their own time, whatever the order in which they came.
    ///
    /// @param from the first moment
    /// @param to the first moment that is not meant any more
    record TimeRange(Instant from, Instant to) implements ReplaySource {
        /// Everything the log holds.
        public static final TimeRange ALL = new TimeRange(Instant.EPOCH, Instant.MAX);

        public TimeRange {
            if (!from.isBefore(to)) {
                throw RefusedReplay.invalid("from must lie before to", from + " and " + to);
            }
        }

        boolean contains(Instant time) {
            return !time.isBefore(from) && time.isBefore(to);
        }
    }

    /// By where they stand in the log; partitions that are not named are left out.
    record Offsets(Map<LogPartition, OffsetRange> ranges) implements ReplaySource {
        public Offsets {
            ranges = Map.copyOf(ranges);
            if (ranges.isEmpty()) {
                throw RefusedReplay.invalid("offsets must name a partition", "none");
            }
        }

        OffsetRange of(LogPartition partition) {
            return ranges.getOrDefault(partition, new OffsetRange(0, 0));
        }
    }

    /// All of one trace.
    ///
    /// @param within bounds the search
    record Trace(CorrelationId id, TimeRange within) implements ReplaySource {}
}
