package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogRecord;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The tracker beside the obvious model: a set of what was read and a set of what is done.
class OffsetTrackerProperties {
    private static LogRecord record(long offset) {
        return new LogRecord(Actions.partition(0), offset, Instant.EPOCH, null, null, List.of());
    }

    /// Reads with gaps, ends in any order, restarts from its own note in between.
    @Property(tries = 2_000)
    void standsAtTheFirstRecordThatIsNotDoneAndRepeatsNothingAfterARestart(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int steps) {
        Random random = new Random(seed);
        TreeSet<Long> open = new TreeSet<>();
        Set<Long> done = new HashSet<>();
        OffsetTracker tracker = new OffsetTracker(Progress.at(0));
        long next = 0;
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    long offset = next + (random.nextInt(4) == 0 ? random.nextInt(5) : 0);
                    assertThat(tracker.take(record(offset))).isPresent();
                    open.add(offset);
                    next = offset + 1;
                }
                case 3, 4 -> {
                    if (!open.isEmpty()) {
                        long chosen = List.copyOf(open).get(random.nextInt(open.size()));
                        open.remove(chosen);
                        done.add(chosen);
                        tracker.done(chosen);
                    }
                }
                default -> tracker = restarted(tracker, open, done, next);
            }
            assertThat(tracker.position()).isEqualTo(open.isEmpty() ? next : open.first());
            assertThat(tracker.open()).isEqualTo(open.size());
        }
    }

    private static OffsetTracker restarted(OffsetTracker before, Set<Long> open, Set<Long> done, long next) {
        Progress progress = before.progress(new TreeMap<>());
        OffsetTracker after =
                new OffsetTracker(Progress.of(new CommittedPosition(progress.position(), progress.note())));
        for (long offset = progress.position(); offset < next; offset++) {
            if (open.contains(offset)) {
                assertThat(after.take(record(offset))).isPresent();
            } else if (done.contains(offset)) {
                assertThat(after.take(record(offset))).isEmpty();
            }
        }
        return after;
    }

    /// However much is open: what the note can't hold is handled again, never left out.
    @Property(tries = 200)
    void neverLeavesARecordOutWhenTheNoteIsFull(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5_000) int records) {
        Random random = new Random(seed);
        OffsetTracker tracker = new OffsetTracker(Progress.at(0));
        Set<Long> open = new HashSet<>();
        TreeMap<Long, Progress.Open> tried = new TreeMap<>();
        Instant time = Instant.parse("2026-11-21T06:00:00Z");
        for (long offset = 0; offset < records; offset++) {
            tracker.take(record(offset));
            if (random.nextInt(3) == 0) {
                tracker.done(offset);
            } else {
                open.add(offset);
                if (random.nextInt(4) == 0) {
                    tried.put(offset, new Progress.Open(offset, 1 + random.nextInt(9), time, time, time));
                }
            }
        }

        Progress progress = tracker.progress(tried);
        OffsetTracker after =
                new OffsetTracker(Progress.of(new CommittedPosition(progress.position(), progress.note())));

        assertThat(progress.note()).hasSizeLessThan(Progress.MAX_NOTE_CHARACTERS);
        open.stream()
                .sorted()
                .forEach(offset -> assertThat(after.take(record(offset)))
                        .as("offset %d", offset)
                        .isPresent());
    }
}
