package dev.agentbus.acceptance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Days of made-up work in which some ways of working recur on purpose, among much that does not:
/// aimless traces whose steps follow a heavy-tailed distribution, the planted steps in wrong order,
/// foreign steps in between, steps left out, done twice, failing. Knows nothing of who looks for
/// patterns. The same seed gives the same workload.
final class Workload {
    private static final int WAYS = 8;
    private static final int FAILING_WAYS = 2;
    private static final int AIMLESS_TRACES = 600;
    private static final int SHUFFLED_TRACES = 12;
    private static final int TROUBLED_TRACES = 14;
    private static final double STRAY = 0.25;
    private static final double LEFT_OUT = 0.03;
    private static final double TWICE = 0.1;
    private static final double FAILS = 0.03;
    static final int HELD_OUT_PER_WAY = 10;

    /// A task that nobody has done yet, and the way in which its like is done.
    record HeldOut(String prompt, String taskType, Planted expected) {}

    private final Random random;
    private final WorkEvents events;
    private final List<Planted> planted = new ArrayList<>();
    private final List<HeldOut> heldOut = new ArrayList<>();

    private Workload(long seed, Instant start, int together) {
        this.random = new Random(seed);
        this.events = new WorkEvents(random, "w" + seed, start, together);
    }

    static Workload of(long seed) {
        return of(seed, 1);
    }

    /// @param together tasks under one correlation id
    static Workload of(long seed, int together) {
        Workload workload = new Workload(seed, Instant.parse("2026-11-20T06:00:00Z"), together);
        workload.plant();
        return workload;
    }

    /// In the order of their times.
    List<WorkEvents.Said> events() {
        return events.inOrder();
    }

    List<Planted> planted() {
        return List.copyOf(planted);
    }

    List<HeldOut> heldOut() {
        return List.copyOf(heldOut);
    }

    private void plant() {
        Set<List<WorkStep>> ways = new HashSet<>();
        for (int i = 0; i < WAYS; i++) {
            List<WorkStep> way = way(ways);
            boolean fails = i >= WAYS - FAILING_WAYS;
            plantWay(way, TaskTopic.ALL.get(i), fails);
        }
        for (int i = 0; i < AIMLESS_TRACES; i++) {
            List<WorkEvents.Done> steps = strays(6 + random.nextInt(12));
            events.trace(TaskTopic.aimless(random), "chore", steps, random.nextDouble() < 0.6);
        }
        plantTrouble(
                WorkStep.ALL.get(3),
                "Tests run: %d, Failures: %d in %s",
                List.of(WorkStep.ALL.get(0), WorkStep.ALL.get(1)));
        plantTrouble(WorkStep.ALL.get(12), "connect ECONNREFUSED 10.0.%d.%d:6443 (%s)", List.of(WorkStep.ALL.get(11)));
        plantTrouble(
                WorkStep.ALL.get(18),
                "Validate failed: checksum mismatch %d, expected %d in %s",
                List.of(WorkStep.ALL.get(5), WorkStep.ALL.get(7)));
    }

    /// 4 to 7 steps, none twice, none followed by the next in another way.
    private List<WorkStep> way(Set<List<WorkStep>> pairs) {
        while (true) {
            List<WorkStep> all = new ArrayList<>(WorkStep.ALL);
            Collections.shuffle(all, random);
            List<WorkStep> way = List.copyOf(all.subList(0, 4 + random.nextInt(4)));
            List<List<WorkStep>> own = new ArrayList<>();
            for (int i = 0; i + 1 < way.size(); i++) {
                own.add(way.subList(i, i + 2));
            }
            if (own.stream().noneMatch(pairs::contains)) {
                pairs.addAll(own);
                return way;
            }
        }
    }

    private void plantWay(List<WorkStep> way, TaskTopic topic, boolean fails) {
        List<String> traces = new ArrayList<>();
        int count = 40 + random.nextInt(50);
        for (int i = 0; i < count; i++) {
            boolean success = random.nextDouble() < (fails ? 0.08 : 0.95);
            traces.add(events.trace(topic.prompt(random), topic.type(), done(way), success));
        }
        for (int i = 0; i < SHUFFLED_TRACES; i++) {
            List<WorkStep> wrong = new ArrayList<>(way);
            Collections.shuffle(wrong, random);
            events.trace(TaskTopic.aimless(random), "chore", done(wrong), random.nextDouble() < 0.6);
        }
        Planted.Kind kind = fails ? Planted.Kind.FAILURE : Planted.Kind.SUCCESS;
        Planted as = new Planted(way.stream().map(WorkStep::label).toList(), kind, traces);
        planted.add(as);
        for (int i = 0; i < HELD_OUT_PER_WAY && !fails; i++) {
            heldOut.add(new HeldOut(topic.prompt(random), topic.type(), as));
        }
    }

    /// The way as it is really gone.
    private List<WorkEvents.Done> done(List<WorkStep> way) {
        List<WorkEvents.Done> done = strays(random.nextInt(4));
        for (int i = 0; i < way.size(); i++) {
            if (i > 0 && random.nextDouble() < STRAY) {
                done.addAll(strays(1 + random.nextInt(2)));
            }
            if (random.nextDouble() >= LEFT_OUT) {
                done.add(WorkEvents.Done.well(way.get(i)));
                if (random.nextDouble() < TWICE) {
                    done.add(WorkEvents.Done.well(way.get(i)));
                }
            }
        }
        done.addAll(strays(random.nextInt(4)));
        return done;
    }

    /// Steps without aim: a few kinds often, most kinds seldom.
    private List<WorkEvents.Done> strays(int count) {
        List<WorkEvents.Done> strays = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = (int) (WorkStep.ALL.size() * Math.pow(random.nextDouble(), 2.2));
            WorkStep step = WorkStep.ALL.get(kind);
            strays.add(
                    random.nextDouble() < FAILS
                            ? WorkEvents.Done.badly(step, "unexpected condition %d".formatted(random.nextInt(1_000)))
                            : WorkEvents.Done.well(step));
        }
        return strays;
    }

    private void plantTrouble(WorkStep failing, String error, List<WorkStep> cure) {
        List<String> traces = new ArrayList<>();
        for (int i = 0; i < TROUBLED_TRACES; i++) {
            List<WorkEvents.Done> steps = strays(2 + random.nextInt(5));
            String file = WorkStep.ALL.getFirst().subject(random);
            steps.add(WorkEvents.Done.badly(failing, error.formatted(random.nextInt(200), random.nextInt(90), file)));
            cure.forEach(step -> steps.add(WorkEvents.Done.well(step)));
            steps.add(WorkEvents.Done.well(failing));
            steps.addAll(strays(random.nextInt(4)));
            traces.add(events.trace(TaskTopic.aimless(random), "chore", steps, random.nextDouble() < 0.7));
        }
        List<String> labels = new ArrayList<>();
        labels.add(failing.label() + "!");
        cure.forEach(step -> labels.add(step.label()));
        labels.add(failing.label());
        planted.add(new Planted(labels, Planted.Kind.TROUBLE, traces));
    }
}
