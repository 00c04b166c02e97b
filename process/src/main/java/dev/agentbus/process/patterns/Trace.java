package dev.agentbus.process.patterns;

import java.time.Instant;
import java.util.List;

/// One trace that has come to an end.
///
/// @param id no other trace has it: its correlation id, with its task's name where that has several
/// @param correlation what people look for it by
/// @param prompt what was asked; empty when nobody said
/// @param quality 0 to 1; NaN when nobody said
/// @param millis how long all of it took; negative when unknown
/// @param end when the last of its events happened
record Trace(
        String id,
        String correlation,
        List<Step> steps,
        boolean success,
        String prompt,
        String taskType,
        String domain,
        List<String> agents,
        double quality,
        long millis,
        Instant end) {
    Trace {
        steps = List.copyOf(steps);
        agents = List.copyOf(agents);
    }
}
