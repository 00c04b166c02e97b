package dev.agentbus.process.patterns;

import dev.agentbus.process.patterns.Finding.PatternStep;
import dev.agentbus.process.patterns.Finding.Trouble;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Finds failures that repeat, and what was done between the failure and the first success of the
/// same step in the same trace.
final class TroubleFinder {
    /// Steps after a failure among which its end is looked for.
    private static final int REACH = 12;
    /// Share of the resolved cases in which a step was part of what helped.
    private static final double HELPED = 0.6;

    private static final int MAX_RESOLUTION = 6;
    /// Failures kept, the most frequent first.
    private static final int MAX_TROUBLES = 500;

    private TroubleFinder() {}

    /// The same step failing with the same words.
    private record Signature(String key, String error) implements Comparable<Signature> {
        @Override
        public int compareTo(Signature other) {
            int byKey = key.compareTo(other.key);
            return byKey != 0 ? byKey : error.compareTo(other.error);
        }
    }

    /// One failure.
    ///
    /// @param between what was done until it went well; meaningless when it did not
    private record Case(Trace trace, Step step, boolean resolved, List<Step> between, long millis) {}

    static List<Trouble> find(List<Trace> traces) {
        Map<Signature, List<Case>> cases = new TreeMap<>();
        for (Trace trace : traces) {
            for (int i = 0; i < trace.steps().size(); i++) {
                Step step = trace.steps().get(i);
                if (step.failed()) {
                    cases.computeIfAbsent(new Signature(step.key(), step.error()), _ -> new ArrayList<>())
                            .add(followed(trace, i));
                }
            }
        }
        List<Trouble> troubles = new ArrayList<>();
        cases.forEach((signature, same) -> {
            List<Trace> where = same.stream().map(Case::trace).distinct().toList();
            if (where.size() >= PatternSettings.REPEATED_FAILURES) {
                troubles.add(trouble(signature, same, where));
            }
        });
        troubles.sort(Comparator.comparingInt(Trouble::occurrences).reversed().thenComparing(Trouble::id));
        return troubles.subList(0, Math.min(MAX_TROUBLES, troubles.size()));
    }

    private static Case followed(Trace trace, int failedAt) {
        Step failed = trace.steps().get(failedAt);
        List<Step> between = new ArrayList<>();
        long millis = 0;
        int end = Math.min(trace.steps().size() - 1, failedAt + REACH);
        for (int i = failedAt + 1; i <= end; i++) {
            Step step = trace.steps().get(i);
            millis = millis < 0 || step.millis() < 0 ? -1 : millis + step.millis();
            if (step.key().equals(failed.wanted())) {
                return new Case(trace, failed, true, between, millis);
            }
            between.add(step);
        }
        return new Case(trace, failed, false, between, -1);
    }

    private static Trouble trouble(Signature signature, List<Case> cases, List<Trace> where) {
        List<Case> resolved = cases.stream().filter(Case::resolved).toList();
        return new Trouble(
                PatternFinder.common(cases.stream().map(Case::step).toList()),
                signature.error(),
                cases.size(),
                resolved.size(),
                resolution(resolved),
                PatternFinder.median(resolved.stream()
                        .mapToLong(Case::millis)
                        .filter(millis -> millis >= 0)
                        .toArray()),
                Evidence.of(where));
    }

    /// What most of the resolved cases have in common, in the order in which it was usually done.
    private static List<PatternStep> resolution(List<Case> resolved) {
        Map<String, List<Step>> byKey = new TreeMap<>();
        Map<String, Double> places = new TreeMap<>();
        for (Case each : resolved) {
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < each.between().size(); i++) {
                Step step = each.between().get(i);
                if (seen.add(step.key())) {
                    byKey.computeIfAbsent(step.key(), _ -> new ArrayList<>()).add(step);
                    places.merge(step.key(), (double) i / each.between().size(), Double::sum);
                }
            }
        }
        return byKey.entrySet().stream()
                .filter(entry -> entry.getValue().size() >= HELPED * resolved.size())
                .sorted(Comparator.comparingDouble(
                                (Map.Entry<String, List<Step>> entry) -> places.getOrDefault(entry.getKey(), 0.0)
                                        / entry.getValue().size())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_RESOLUTION)
                .map(entry -> PatternFinder.common(entry.getValue()))
                .toList();
    }
}
