package dev.agentbus.sink.redis.windows;

import dev.agentbus.log.LogPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What became of a [Change].
sealed interface Answer {
    record Done() implements Answer {}

    /// The positions are where it would have taken them, in its own epoch: it was carried out before.
    record Already() implements Answer {}

    record Fenced(String reason) implements Answer {}

    /// Nothing was changed, as some of it was counted before: to be left out.
    ///
    /// @param marks by window and partition the highest offset that was counted
    /// @param repeated mentions whose id is held by another record
    record Known(Map<WindowId, Map<LogPartition, Long>> marks, Set<Mention> repeated) implements Answer {
        static final Known NOTHING = new Known(Map.of(), Set.of());

        boolean counted(WindowId window, Sample sample) {
            return marks.getOrDefault(window, Map.of()).getOrDefault(sample.partition(), -1L) >= sample.offset();
        }

        Known and(Known later) {
            Map<WindowId, Map<LogPartition, Long>> allMarks = new HashMap<>(marks);
            allMarks.putAll(later.marks);
            Set<Mention> allRepeated = new HashSet<>(repeated);
            allRepeated.addAll(later.repeated);
            return new Known(allMarks, allRepeated);
        }
    }
}
