package dev.agentbus.process.patterns;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The traces that hold a pattern, and what they have in common.
///
/// @param support how many traces
/// @param successes how many of them ended well
/// @param quality mean of those that have one; NaN when none has
/// @param taskTypes the most frequent first, as the next three
/// @param prompts what was asked in the newest of them, each text once
/// @param traces the correlation ids of the newest, each once
/// @param first when the first of them ended
record Evidence(
        int support,
        int successes,
        double quality,
        List<String> taskTypes,
        List<String> domains,
        List<String> agents,
        List<String> prompts,
        List<String> traces,
        Instant first,
        Instant last) {
    static final int MAX_TRACES = 20;
    static final int MAX_PROMPTS = 12;
    private static final int MAX_PROMPT = 300;
    private static final int MAX_NAMES = 5;

    /// @param supporting at least one
    static Evidence of(Collection<Trace> supporting) {
        List<Trace> newest = supporting.stream()
                .sorted(Comparator.comparing(Trace::end).reversed().thenComparing(Trace::id))
                .toList();
        return new Evidence(
                newest.size(),
                (int) newest.stream().filter(Trace::success).count(),
                newest.stream()
                        .mapToDouble(Trace::quality)
                        .filter(Double::isFinite)
                        .average()
                        .orElse(Double.NaN),
                frequent(newest.stream().map(Trace::taskType)),
                frequent(newest.stream().map(Trace::domain)),
                frequent(newest.stream().flatMap(trace -> trace.agents().stream())),
                newest.stream()
                        .map(trace -> TraceBook.cut(trace.prompt(), MAX_PROMPT))
                        .filter(prompt -> !prompt.isBlank())
                        .distinct()
                        .limit(MAX_PROMPTS)
                        .toList(),
                newest.stream()
                        .map(Trace::correlation)
                        .distinct()
                        .limit(MAX_TRACES)
                        .toList(),
                newest.getLast().end(),
                newest.getFirst().end());
    }

    private static List<String> frequent(Stream<String> names) {
        Map<String, Integer> counts = new TreeMap<>();
        names.filter(name -> !name.isBlank()).forEach(name -> counts.merge(name, 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .limit(MAX_NAMES)
                .toList();
    }

    /// 0 to 1.
    double successRate() {
        return (double) successes / support;
    }
}
