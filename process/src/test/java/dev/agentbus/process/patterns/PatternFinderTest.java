package dev.agentbus.process.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.process.patterns.Finding.Trouble;
import dev.agentbus.process.patterns.Finding.Verdict;
import dev.agentbus.process.patterns.Finding.Way;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PatternFinderTest {
    private static final List<String> TOOLS = List.of("Read", "Grep", "Edit", "Glob", "Todo", "Fetch", "Plan", "Ask");
    private final PatternFinder finder = new PatternFinder(PatternSettings.DEFAULT);

    private static Work mixed(long seed) {
        Random random = new Random(seed);
        Work work = new Work();
        for (int i = 0; i < 60; i++) {
            String[] noise = noise(random, 8);
            work.trace("tidy up number " + i, random.nextBoolean(), noise);
            String stray = TOOLS.get(random.nextInt(TOOLS.size()));
            work.trace("round totals of invoice " + i, true, noise[0], "Reproduce", "Locate", stray, "Mend", "Verify");
        }
        return work;
    }

    private static String[] noise(Random random, int length) {
        String[] steps = new String[length];
        for (int i = 0; i < length; i++) {
            steps[i] = TOOLS.get((int) (TOOLS.size() * Math.pow(random.nextDouble(), 2)));
        }
        return steps;
    }

    private static List<Way> ways(List<Finding> findings) {
        return findings.stream()
                .filter(Way.class::isInstance)
                .map(Way.class::cast)
                .toList();
    }

    private static List<String> keys(List<Finding.PatternStep> steps) {
        return steps.stream().map(Finding.PatternStep::key).toList();
    }

    @Test
    void findsTheStepsThatTracesShareAndNotThoseThatAreOnlyFrequent() {
        List<Way> ways = ways(finder.find(Work.book(mixed(7).said(), 1_000).ended()));

        assertThat(ways).hasSize(1);
        assertThat(keys(ways.getFirst().steps())).containsExactly("reproduce", "locate", "mend", "verify");
        assertThat(ways.getFirst().verdict()).isEqualTo(Verdict.SUCCEEDS);
        assertThat(ways.getFirst().evidence().support()).isEqualTo(60);
        assertThat(ways.getFirst().lift()).isGreaterThan(1.2);
        assertThat(ways.getFirst().millis()).isEqualTo(40);
    }

    @Test
    void findsTheSameInWhateverOrderTheEventsComeAndHoweverOften() {
        List<Work.Said> events = mixed(8).said();
        List<Finding> inOrder = finder.find(Work.book(events, 1_000).ended());

        for (long seed = 0; seed < 5; seed++) {
            List<Work.Said> shuffled = new ArrayList<>(events);
            shuffled.addAll(events.subList(0, events.size() / 2));
            Collections.shuffle(shuffled, new Random(seed));

            assertThat(finder.find(Work.book(shuffled, 1_000).ended())).isEqualTo(inOrder);
        }
        assertThat(inOrder).isNotEmpty();
    }

    @Test
    void namesWhatCuredAFailureThatRepeats() {
        Work work = new Work();
        for (int i = 0; i < 6; i++) {
            work.trace("fix " + i, true, "Plan", "Test!", "Read", "Edit", i % 2 == 0 ? "Ask" : "Glob", "Test");
        }

        List<Finding> findings = finder.find(Work.book(work.said(), 1_000).ended());

        assertThat(findings)
                .filteredOn(Trouble.class::isInstance)
                .singleElement()
                .satisfies(found -> {
                    Trouble trouble = (Trouble) found;
                    assertThat(trouble.step().key()).isEqualTo("test !");
                    assertThat(trouble.error()).isEqualTo("Boom in {file} at {n}");
                    assertThat(trouble.resolved()).isEqualTo(6);
                    assertThat(keys(trouble.resolution())).containsExactly("read", "edit");
                    assertThat(trouble.resolveMillis()).isEqualTo(40);
                });
    }

    @Test
    void tellsAWayThatFails() {
        Work work = mixed(9);
        for (int i = 0; i < 20; i++) {
            work.trace("rewrite all " + i, false, "Delete", "Rewrite", "Push");
        }

        List<Way> ways = ways(finder.find(Work.book(work.said(), 1_000).ended()));

        assertThat(ways)
                .filteredOn(way -> way.verdict() == Verdict.FAILS)
                .singleElement()
                .satisfies(way -> assertThat(keys(way.steps())).containsExactly("delete", "rewrite", "push"));
    }

    @Test
    void keepsTheNewestTracesWhateverComesLater() {
        List<Work.Said> events = mixed(10).said();
        List<Work.Said> backwards = new ArrayList<>(events);
        Collections.reverse(backwards);

        List<Trace> kept = Work.book(events, 30).ended();

        assertThat(kept).hasSize(30).isEqualTo(Work.book(backwards, 30).ended());
        assertThat(kept.getFirst().id()).isEqualTo("trace-0090");
    }

    @Test
    void asksForMoreSupportWhereEverythingSeemsToFollowEverything() {
        Random random = new Random(3);
        int[][] rows = new int[100][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.ints(60, 0, 10).toArray();
        }
        SequenceMiner miner = new SequenceMiner(rows, 5);

        List<Sequence> found = miner.mine();

        assertThat(found).hasSizeLessThanOrEqualTo(SequenceMiner.MAX_SEQUENCES);
        assertThat(miner.minSupport()).isGreaterThan(5);
    }

    @Test
    void followsALongWayWithoutVisitingAllItsParts() {
        int[] way = java.util.stream.IntStream.range(0, 24).toArray();
        int[][] rows = new int[20][];
        java.util.Arrays.fill(rows, way);
        SequenceMiner miner = new SequenceMiner(rows, 5);

        List<Sequence> found = miner.mine();

        assertThat(found).hasSizeLessThan(400);
        assertThat(found).anySatisfy(sequence -> assertThat(sequence.items()).isEqualTo(way));
    }
}
