package dev.agentbus.acceptance;

import dev.agentbus.process.patterns.KnownPattern;
import java.util.ArrayList;
import java.util.List;

/// What was found against what was planted.
///
/// @param precision share of the found ways of working that were planted, with the kind they have
/// @param recall share of the planted ways that were found
/// @param troubles how many of the planted failures were found with their cure
/// @param wrong found ways that nobody planted
/// @param missed planted ways that nobody found
record Score(double precision, double recall, int troubles, List<String> wrong, List<String> missed) {
    static Score of(Workload workload, List<KnownPattern> found) {
        List<KnownPattern> ways = found.stream().filter(Score::isWay).toList();
        List<String> wrong = new ArrayList<>();
        for (KnownPattern way : ways) {
            if (workload.planted().stream().noneMatch(planted -> isThat(planted, way))) {
                wrong.add("%s %s in %d".formatted(way.succeeds() ? "+" : "-", steps(way), way.support()));
            }
        }
        List<Planted> wanted = workload.planted().stream()
                .filter(planted -> planted.kind() != Planted.Kind.TROUBLE)
                .toList();
        List<String> missed = wanted.stream()
                .filter(planted -> ways.stream().noneMatch(way -> isThat(planted, way)))
                .map(planted -> planted.kind() + " " + planted.steps() + " in "
                        + planted.traces().size())
                .toList();
        long troubles = workload.planted().stream()
                .filter(planted -> planted.kind() == Planted.Kind.TROUBLE)
                .filter(planted -> found.stream().anyMatch(pattern -> isCured(planted, pattern)))
                .count();
        return new Score(
                ways.isEmpty() ? 0 : 1 - (double) wrong.size() / ways.size(),
                1 - (double) missed.size() / wanted.size(),
                (int) troubles,
                wrong,
                missed);
    }

    private static boolean isWay(KnownPattern pattern) {
        return pattern.type().equals("workflow") || pattern.type().equals("failing_workflow");
    }

    private static boolean isThat(Planted planted, KnownPattern way) {
        boolean kind =
                planted.kind() == Planted.Kind.TROUBLE || way.succeeds() == (planted.kind() == Planted.Kind.SUCCESS);
        return kind && planted.matches(steps(way));
    }

    /// Whether it is the failure of that step, and its resolution names the cure's steps and no
    /// others.
    private static boolean isCured(Planted planted, KnownPattern pattern) {
        String failing = planted.steps().getLast();
        List<String> cure = planted.steps().subList(1, planted.steps().size() - 1);
        return !isWay(pattern)
                && (pattern.steps().getFirst() + " ").startsWith(failing + " ")
                && pattern.support() >= planted.traces().size() * 0.9
                && pattern.resolution().split(", ").length == cure.size() + 1
                && cure.stream().allMatch(pattern.resolution()::contains);
    }

    /// As [Planted#matches] wants them.
    static List<String> steps(KnownPattern pattern) {
        return pattern.steps().stream()
                .map(step -> step.replace(" (fails)", "!"))
                .toList();
    }
}
