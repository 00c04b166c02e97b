package dev.agentbus.sink.redis.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.process.Batch;
import dev.agentbus.process.StoreOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// A worker's life from a seed: batches of any size over several partitions, given again, rewinds,
/// zombies, ids that come again. At the end the windows must hold what a plain fold of the different
/// events does.
final class Mishaps {
    private static final int STEPS = 60;

    private final long seed;
    private final Random random;
    private final MetricsContract test;
    private final List<PartitionLog> logs;
    private final List<Said> said = new ArrayList<>();
    private final List<Batch> old = new ArrayList<>();

    Mishaps(long seed, MetricsContract test) {
        this.seed = seed;
        this.random = new Random(seed);
        this.test = test;
        this.logs = List.of(
                test.actions(0), test.actions(1), test.log(Said.DECISIONS, 0).claim());
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> say(1 + random.nextInt(30));
                case 4, 5, 6, 7 -> storeSome();
                case 8 -> rewind();
                default -> haunt();
            }
        }
        logs.forEach(log -> {
            log.claim();
            assertThat(test.storeAll(log)).isInstanceOf(StoreOutcome.Stored.class);
        });
        for (WindowSize size : MetricsContract.SETTINGS.sizes()) {
            assertThat(counts(size))
                    .as("seed %d, windows of %s", seed, size.label())
                    .isEqualTo(fold(size));
        }
    }

    private void say(int count) {
        PartitionLog log = logs.get(random.nextInt(logs.size()));
        for (int i = 0; i < count; i++) {
            Said next = saidBefore(log);
            log.append(next);
            said.add(next);
        }
    }

    /// Now and then an event comes again, elsewhere too.
    private Said saidBefore(PartitionLog log) {
        List<Said> same = said.stream()
                .filter(each -> each.topic().equals(log.partition().topic()))
                .toList();
        if (!same.isEmpty() && random.nextInt(12) == 0) {
            return same.get(random.nextInt(same.size()));
        }
        Instant time = test.now.minusSeconds(random.nextInt(1_200));
        String agent = "agent-" + random.nextInt(4);
        Said fresh = log.partition().topic().equals(Said.ACTIONS)
                ? Said.action(agent, "tool_call", time, random.nextInt(900))
                : Said.decision(agent, "fuzzy", time, random.nextInt(90));
        return random.nextInt(5) == 0 ? fresh.failed() : fresh;
    }

    private void storeSome() {
        List<PartitionLog> chosen = logs.stream()
                .filter(log -> log.left() > 0 && random.nextBoolean())
                .toList();
        if (chosen.isEmpty()) {
            return;
        }
        List<Batch> parts = new ArrayList<>();
        chosen.forEach(log -> parts.add(log.next(1 + random.nextInt(log.left()))));
        Batch batch = MetricsContract.joined(parts);
        assertThat(test.sink.store(batch)).isInstanceOf(StoreOutcome.Stored.class);
        if (random.nextInt(3) == 0) {
            assertThat(test.sink.store(batch)).isInstanceOf(StoreOutcome.Stored.class);
        }
        for (int i = 0; i < chosen.size(); i++) {
            chosen.get(i).advance(parts.get(i));
        }
        old.add(batch);
    }

    private void rewind() {
        PartitionLog log = logs.get(random.nextInt(logs.size()));
        long to = random.nextInt(1 + (int) Math.max(0, log.claimed().position()));
        test.store.setBack(MetricsContract.CONSUMER, Map.of(log.partition(), to));
        log.claim();
    }

    /// Somebody else claims, and who was before stores an old batch once more.
    private void haunt() {
        logs.forEach(PartitionLog::claim);
        if (!old.isEmpty()) {
            assertThat(test.sink.store(old.get(random.nextInt(old.size())))).isInstanceOf(StoreOutcome.Fenced.class);
        }
    }

    private Map<Instant, List<Long>> counts(WindowSize size) {
        Map<Instant, List<Long>> counts = new TreeMap<>();
        for (WindowReport.Line line : test.report(size).windows()) {
            Figures figures = line.figures();
            if (figures.count() > 0) {
                long millis = Math.round(
                        figures.durations().mean() * figures.durations().count());
                counts.put(line.start(), List.of(figures.count(), figures.errors(), millis));
            }
        }
        return counts;
    }

    private Map<Instant, List<Long>> fold(WindowSize size) {
        Map<Instant, List<Long>> counts = new TreeMap<>();
        Set<String> ids = new HashSet<>();
        long seconds = size.length().toSeconds();
        for (Said each : said) {
            if (ids.add(each.topic() + each.id())) {
                long start = each.time().getEpochSecond() / seconds * seconds;
                counts.merge(
                        Instant.ofEpochSecond(start),
                        List.of(1L, each.success() ? 0L : 1L, each.millis()),
                        (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1), a.get(2) + b.get(2)));
            }
        }
        return counts;
    }
}
