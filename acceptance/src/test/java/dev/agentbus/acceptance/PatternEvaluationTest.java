package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.process.patterns.KnownPattern;
import dev.agentbus.process.patterns.Recommendation;
import dev.agentbus.process.patterns.TaskText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How good the patterns are that are found in a [Workload]: what docs/concepts/patterns.md says.
final class PatternEvaluationTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103})
    void findsWhatWasPlantedAndLittleElse(long seed) {
        Workload workload = Workload.of(seed);
        try (PatternRig rig = PatternRig.of(workload)) {
            List<KnownPattern> found = await().atMost(SOON).until(rig::settled, patterns -> !patterns.isEmpty());
            Score score = Score.of(workload, found);

            System.out.printf("seed %d: %s%n", seed, score);
            assertThat(score.precision()).as(score.toString()).isGreaterThanOrEqualTo(0.9);
            assertThat(score.recall()).as(score.toString()).isGreaterThanOrEqualTo(0.9);
            assertThat(score.troubles()).as(score.toString()).isEqualTo(3);
        }
    }

    /// Four tasks under each correlation id, one after the other and beside each other.
    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103})
    void findsTheSameWhereTasksShareACorrelationId(long seed) {
        Workload workload = Workload.of(seed, 4);
        try (PatternRig rig = PatternRig.of(workload)) {
            List<KnownPattern> found = await().atMost(SOON).until(rig::settled, patterns -> !patterns.isEmpty());
            Score score = Score.of(workload, found);

            System.out.printf("seed %d, shared: %s%n", seed, score);
            assertThat(score.precision()).as(score.toString()).isGreaterThanOrEqualTo(0.9);
            assertThat(score.recall()).as(score.toString()).isGreaterThanOrEqualTo(0.9);
            assertThat(score.troubles()).as(score.toString()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103})
    void recommendsTheRightWayForTasksThatNobodyHasDoneYet(long seed) {
        Workload workload = Workload.of(seed);
        try (PatternRig rig = PatternRig.of(workload)) {
            await().atMost(SOON).until(rig::settled, patterns -> !patterns.isEmpty());

            long right = workload.heldOut().stream()
                    .filter(task -> isRight(task, rig.library().recommend(new TaskText(task.prompt(), ""), 3)))
                    .count();

            System.out.printf(
                    "seed %d: %d of %d held-out tasks%n",
                    seed, right, workload.heldOut().size());
            assertThat((double) right / workload.heldOut().size()).isGreaterThanOrEqualTo(0.9);
        }
    }

    private static boolean isRight(Workload.HeldOut task, List<Recommendation> recommended) {
        return !recommended.isEmpty()
                && task.expected().matches(Score.steps(recommended.getFirst().pattern()));
    }
}
