package dev.agentbus.process.patterns;

import dev.agentbus.process.patterns.Finding.PatternStep;
import dev.agentbus.process.patterns.Finding.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// Finds what traces have in common. A pure function: the same traces, in whatever order, give the
/// same findings.
final class PatternFinder {
    private static final double WELL = 0.5;
    /// A little less than all others is still as good.
    private static final double AS_GOOD = 0.95;

    private final PatternSettings settings;

    PatternFinder(PatternSettings settings) {
        this.settings = settings;
    }

    List<Finding> find(List<Trace> ended) {
        List<Trace> traces = ended.stream()
                .filter(trace -> !trace.steps().isEmpty())
                .sorted(Comparator.comparing(Trace::id))
                .toList();
        if (traces.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>(ways(traces));
        findings.addAll(TroubleFinder.find(traces));
        findings.sort(Comparator.comparing(Finding::id));
        return findings;
    }

    private List<Way> ways(List<Trace> traces) {
        Encoded encoded = Encoded.of(traces);
        SequenceMiner miner = new SequenceMiner(encoded.rows(), settings.supportIn(traces.size()));
        List<Sequence> frequent = miner.mine();
        Evidence all = Evidence.of(traces);
        List<Way> ways = new ArrayList<>();
        for (Sequence sequence : new SequenceSelection(encoded, miner.minSupport()).select(frequent)) {
            ways.add(way(sequence, encoded, traces, all));
        }
        return ways;
    }

    private static Way way(Sequence sequence, Encoded encoded, List<Trace> traces, Evidence all) {
        List<Trace> supporting =
                sequence.traces().stream().mapToObj(traces::get).toList();
        Evidence evidence = Evidence.of(supporting);
        List<List<Step>> placed = sequence.traces().stream()
                .mapToObj(t -> placed(sequence, encoded, t, traces.get(t)))
                .toList();
        return new Way(
                common(placed, sequence.length()),
                verdict(evidence.successRate(), all.successRate()),
                all.successes() == 0 ? 1 : evidence.successRate() / all.successRate(),
                medianMillis(placed, supporting),
                evidence.quality() - all.quality(),
                evidence);
    }

    private static Finding.Verdict verdict(double rate, double usual) {
        if (rate >= Math.max(WELL, AS_GOOD * usual)) {
            return Finding.Verdict.SUCCEEDS;
        }
        return rate <= WELL && (rate < usual || usual == 0) ? Finding.Verdict.FAILS : Finding.Verdict.NEITHER;
    }

    private static List<Step> placed(Sequence sequence, Encoded encoded, int trace, Trace of) {
        int[] places = Placement.find(sequence.items(), encoded.rows()[trace]);
        return Arrays.stream(places)
                .mapToObj(place -> of.steps().get(encoded.steps()[trace][place]))
                .toList();
    }

    private static List<PatternStep> common(List<List<Step>> placed, int length) {
        List<PatternStep> steps = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            int at = i;
            steps.add(common(placed.stream().map(each -> each.get(at)).toList()));
        }
        return steps;
    }

    /// One step in its most frequent form.
    static PatternStep common(List<Step> same) {
        return new PatternStep(same.getFirst().key(), mostFrequent(same, Step::shown), mostFrequent(same, Step::tool));
    }

    private static String mostFrequent(List<Step> steps, Function<Step, String> part) {
        Map<String, Integer> counts = new TreeMap<>();
        steps.forEach(step -> counts.merge(part.apply(step), 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(
                                Map.Entry.<String, Integer>comparingByKey().reversed()))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /// Of the steps where they say it, else of the whole traces.
    private static long medianMillis(List<List<Step>> placed, List<Trace> traces) {
        long[] sums = placed.stream()
                .filter(steps -> steps.stream().allMatch(step -> step.millis() >= 0))
                .mapToLong(steps -> steps.stream().mapToLong(Step::millis).sum())
                .toArray();
        return median(
                sums.length > 0
                        ? sums
                        : traces.stream()
                                .mapToLong(Trace::millis)
                                .filter(ms -> ms >= 0)
                                .toArray());
    }

    /// The lower of the two in the middle; negative when there is none.
    static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? -1 : sorted[(sorted.length - 1) / 2];
    }
}
