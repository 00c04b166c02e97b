package dev.agentbus.process.patterns;

import java.time.Instant;
import java.util.List;

/// A pattern as it was published last, by us or by anybody else.
///
/// @param succeeds whether it is one of success
/// @param version counts what we published of it; 0 for those of others
/// @param type a workflow, or the kind of failure
/// @param steps for people, with placeholders
/// @param support traces that hold it; 0 when nobody said
/// @param successRate from 0 to 1; NaN when nobody said
/// @param lift their success rate against that of all traces; NaN when nobody said
/// @param confidence from 0 to 1; NaN when nobody said
/// @param quality from 0 to 1; NaN when nobody said
/// @param millis how long it takes; negative when nobody said
/// @param prompts what was asked where it was seen
/// @param traces where it was seen, the newest
/// @param problem what fails; empty for those of success
/// @param resolution what helped; empty when nothing is known to
/// @param updated when the last of its traces ended
public record KnownPattern(
        String id,
        boolean succeeds,
        long version,
        String name,
        String type,
        List<String> steps,
        int support,
        double successRate,
        double lift,
        double confidence,
        double quality,
        long millis,
        List<String> taskTypes,
        List<String> domains,
        List<String> tools,
        List<String> prompts,
        List<String> traces,
        String problem,
        String resolution,
        Instant updated) {
    public KnownPattern {
        steps = List.copyOf(steps);
        taskTypes = List.copyOf(taskTypes);
        domains = List.copyOf(domains);
        tools = List.copyOf(tools);
        prompts = List.copyOf(prompts);
        traces = List.copyOf(traces);
    }

    /// Whether we found it ourselves.
    public boolean mined() {
        return version > 0;
    }
}
