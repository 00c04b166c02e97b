package dev.agentbus.process.patterns;

import java.util.List;

/// A pattern for a task, and why.
///
/// @param score orders recommendations; comparable within one answer only
/// @param why what the score is made of
public record Recommendation(KnownPattern pattern, double score, Why why) {
    /// @param similarity of the task to the most similar one that is known, from 0 to 1
    /// @param similarTo the prompt of that one; empty when only the pattern's own words match
    /// @param matched words of the prompt that it was found by, as they are indexed
    /// @param sameTaskType whether it was seen in tasks of this type
    /// @param outcome how surely it ends well (or, for a warning, badly), from 0 to 1
    public record Why(double similarity, String similarTo, List<String> matched, boolean sameTaskType, double outcome) {
        public Why {
            matched = List.copyOf(matched);
        }
    }
}
