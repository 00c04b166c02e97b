package dev.agentbus.sink.redis.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.StoreOutcome;
import dev.agentbus.sink.redis.windows.WindowQuery.Choice;
import dev.agentbus.sink.redis.windows.WindowQuery.Part;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/// What every store of windows keeps, seen through the sink. Each test starts with an empty store.
abstract class MetricsContract {
    static final ConsumerId CONSUMER = new ConsumerId("test-cluster", MetricsSink.GROUP);
    static final WindowSettings SETTINGS = WindowSettings.DEFAULT;
    private static final WindowSize SHORT = SETTINGS.shortest();

    /// In the first window of five minutes, but not of an hour; never far from the server's own clock.
    final Instant now = startOfFiveMinutes(Instant.now()).plusSeconds(2);

    MutableClock clock = MutableClock.of(now, ZoneOffset.UTC);
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @SuppressWarnings("NullAway.Init") // Set before each test.
    MetricsStore store;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    MetricsSink sink;

    private static Instant startOfFiveMinutes(Instant time) {
        long seconds = time.getEpochSecond() / 300 * 300;
        return Instant.ofEpochSecond(seconds % 3_600 == 0 ? seconds - 300 : seconds);
    }

    /// A store that is empty.
    abstract MetricsStore emptyStore(StoreLimits limits);

    /// Forgets one window, as a server does that is told to evict.
    abstract void evict(WindowId window);

    @BeforeEach
    void empties() {
        clock = MutableClock.of(now, ZoneOffset.UTC);
        meters = new SimpleMeterRegistry();
        use(StoreLimits.DEFAULT);
    }

    void use(StoreLimits limits) {
        store = emptyStore(limits);
        sink = new MetricsSink(store, Contracts.builtIn(), SETTINGS, new MetricsCounters(meters), clock);
    }

    PartitionLog log(TopicName topic, int partition) {
        return new PartitionLog(sink, CONSUMER, new LogPartition(topic, partition), now);
    }

    PartitionLog actions(int partition) {
        return log(Said.ACTIONS, partition).claim();
    }

    StoreOutcome store(PartitionLog log, Batch batch) {
        StoreOutcome outcome = sink.store(batch);
        if (outcome instanceof StoreOutcome.Stored) {
            log.advance(batch);
        }
        return outcome;
    }

    StoreOutcome storeAll(PartitionLog log) {
        return store(log, log.all());
    }

    WindowReport report(WindowSize size, Choice choice, Optional<Part> by) {
        Instant from = now.minus(Duration.ofMinutes(40));
        Instant last = from.plus(size.length().multipliedBy(WindowQuery.MAX_WINDOWS));
        Instant to = last.isBefore(now.plus(Duration.ofHours(1))) ? last : now.plus(Duration.ofHours(1));
        return new WindowReader(store, Contracts.builtIn(), clock).read(new WindowQuery(size, from, to, choice, by));
    }

    WindowReport report(WindowSize size) {
        return report(size, Choice.ALL, Optional.empty());
    }

    static Choice agent(String agent) {
        return new Choice(Optional.empty(), Optional.of(agent), Optional.empty(), Optional.empty());
    }

    /// Windows with something in them.
    static Map<Instant, Long> counts(WindowReport report) {
        Map<Instant, Long> counts = new TreeMap<>();
        report.windows().stream()
                .filter(line -> line.figures().count() > 0)
                .forEach(line -> counts.put(line.start(), line.figures().count()));
        return counts;
    }

    double counted(String what) {
        return meters.get("agentbus_windows_" + what).counter().count();
    }

    @Test
    void countsEachEventInTheWindowsOfItsTime() {
        Instant start = now.minusSeconds(2);
        PartitionLog log = actions(0)
                .append(
                        Said.action("a", start),
                        Said.action("b", start.plusMillis(4_999)),
                        Said.action("a", start.plusSeconds(5)),
                        Said.action("a", start.minusMillis(1)));

        StoreOutcome outcome = storeAll(log);

        assertThat(outcome).isEqualTo(new StoreOutcome.Stored(Map.of()));
        assertThat(counts(report(SHORT)))
                .containsExactly(
                        Map.entry(start.minusSeconds(5), 1L),
                        Map.entry(start, 2L),
                        Map.entry(start.plusSeconds(5), 1L));
        for (String size : List.of("1min", "5min")) {
            assertThat(counts(report(SETTINGS.find(size).orElseThrow())).values())
                    .containsExactly(1L, 3L);
        }
        assertThat(counts(report(SETTINGS.find("1h").orElseThrow())))
                .containsValue(4L)
                .hasSize(1);
    }

    @Test
    void sumsUpWhatEventsSay() {
        PartitionLog log = log(Said.DECISIONS, 0).claim();
        log.append(
                Said.decision("a", "fuzzy", now, 10),
                Said.decision("a", "fuzzy", now, 20).failed(),
                Said.decision("b", "exact", now, 31));
        storeAll(log);

        Figures all = report(SHORT).total();
        WindowReport byStrategy = report(SHORT, agent("a"), Optional.of(Part.STRATEGY));

        assertThat(all.count()).isEqualTo(3);
        assertThat(all.successes()).isEqualTo(2);
        assertThat(all.errors()).isEqualTo(1);
        assertThat(all.successRate()).isEqualTo(2 / 3.0);
        assertThat(all.durations().mean()).isEqualTo(61 / 3.0);
        assertThat(all.confidence()).isEqualTo(0.5);
        assertThat(all.cacheHitRate()).isEqualTo(2 / 3.0);
        assertThat(byStrategy.total().count()).isEqualTo(2);
        assertThat(byStrategy.groups()).containsOnlyKeys("fuzzy");
    }

    @Test
    void hasNoFiguresOfNothing() {
        storeAll(actions(0).append("{\"agent_name\":\"a\",\"action_type\":\"decision\",\"action_name\":\"n\"}"));

        Figures figures = report(SHORT).total();

        assertThat(figures.count()).isEqualTo(1);
        assertThat(figures.successRate()).isNaN();
        assertThat(figures.durations().count()).isZero();
        assertThat(figures.durations().p99()).isNaN();
        assertThat(figures.confidence()).isNaN();
        assertThat(figures.cacheHitRate()).isNaN();
    }

    /// Means of percentiles are no percentiles: those of the whole come from the sketches of the
    /// windows.
    @Test
    void knowsPercentilesWithinTheirErrorOverManyWindows() {
        PartitionLog log = actions(0);
        long[] millis = new long[3_000];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = (long) i * i / 100;
            log.append(Said.action("a", "tool_call", now.minusSeconds(i % 100), millis[i]));
        }
        while (log.left() > 0) {
            store(log, log.next(100));
        }
        Arrays.sort(millis);

        Figures.Durations durations = report(SHORT).total().durations();

        assertThat(durations.p50()).isBetween(millis[1_499] * 0.99, millis[1_499] * 1.01);
        assertThat(durations.p95()).isBetween(millis[2_849] * 0.99, millis[2_849] * 1.01);
        assertThat(durations.p99()).isBetween(millis[2_969] * 0.99, millis[2_969] * 1.01);
        assertThat(report(SETTINGS.find("1h").orElseThrow()).total())
                .isEqualTo(report(SHORT).total());
    }

    @Test
    void countsABatchOnceThatIsGivenAgain() {
        PartitionLog log = actions(0).append(Said.action("a", now), Said.action("a", now));
        Batch batch = log.all();

        sink.store(batch);
        StoreOutcome again = sink.store(batch);

        assertThat(again).isInstanceOf(StoreOutcome.Stored.class);
        assertThat(report(SHORT).total().count()).isEqualTo(2);
    }

    @Test
    void countsNothingTwiceWhenTheGroupIsSetBackAndBatchesFallOtherwise() {
        PartitionLog log = actions(0);
        for (int i = 0; i < 10; i++) {
            log.append(Said.action("a", now.minusSeconds(i)));
        }
        store(log, log.next(7));

        Map<LogPartition, Long> before = store.setBack(CONSUMER, Map.of(log.partition(), 2L));
        log.claim();
        StoreOutcome outcome = storeAll(log);

        assertThat(before).isEqualTo(Map.of(log.partition(), 7L));
        assertThat(outcome).isEqualTo(new StoreOutcome.Stored(Map.of(Said.ACTIONS, 5)));
        assertThat(report(SHORT).total().count()).isEqualTo(10);
        assertThat(store.of(CONSUMER)).isEqualTo(Map.of(log.partition(), 10L));
    }

    @Test
    void countsALostWindowAgainFromTheLog() {
        Said first = Said.action("a", now);
        PartitionLog log = actions(0).append(first, Said.action("a", now.minusSeconds(60)), first);
        storeAll(log);
        evict(SHORT.at(now.toEpochMilli()));
        assertThat(report(SHORT).total().count()).isEqualTo(1);

        store.setBack(CONSUMER, Map.of(log.partition(), 0L));
        log.claim();
        storeAll(log);

        assertThat(report(SHORT).total().count()).isEqualTo(2);
        assertThat(report(WindowSettings.minute()).total().count()).isEqualTo(2);
    }

    @Test
    void changesNothingForAZombie() {
        PartitionLog zombie = actions(0).append(Said.action("a", now));
        Batch late = zombie.all();
        PartitionLog owner = log(Said.ACTIONS, 0).append(Said.action("a", now)).claim();

        StoreOutcome outcome = sink.store(late);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        StoreOutcome.Fenced.class,
                        fenced -> assertThat(fenced.reason())
                                .startsWith("Cannot count batch: agent-actions-0 must stand at -1 in epoch "));
        assertThat(report(SHORT).total().count()).isZero();
        assertThat(sink.rehearse(late)).isFalse();
        assertThat(sink.rehearse(owner.all())).isTrue();
        assertThat(storeAll(owner)).isInstanceOf(StoreOutcome.Stored.class);
    }

    @Test
    void changesNothingWhenOneOfSeveralPartitionsIsAnothers() {
        PartitionLog mine = actions(0).append(Said.action("a", now));
        PartitionLog lost = actions(1).append(Said.action("a", now));
        Batch both = joined(List.of(mine.all(), lost.all()));
        lost.claim();

        assertThat(sink.store(both)).isInstanceOf(StoreOutcome.Fenced.class);

        assertThat(report(SHORT).total().count()).isZero();
        assertThat(store.of(CONSUMER)).isEmpty();
    }

    static Batch joined(List<Batch> batches) {
        List<Advance> advances = new ArrayList<>();
        List<dev.agentbus.events.codec.DecodedEvent> events = new ArrayList<>();
        batches.forEach(batch -> {
            advances.addAll(batch.advances());
            events.addAll(batch.events());
        });
        return new Batch(CONSUMER, events, advances);
    }

    @Test
    void goesOnWhereThePositionsAre() {
        PartitionLog log = actions(0).append(Said.action("a", now), Said.action("a", now));
        assertThat(log.claimed().position()).isEqualTo(Claim.NONE);
        store(log, log.next(1));

        Claim next = log.claim().claimed();

        assertThat(next.position()).isEqualTo(1);
        store.forget(CONSUMER);
        assertThat(log.claim().claimed().position()).isEqualTo(Claim.NONE);
    }

    @Test
    void countsAnIdOnceWhereverItComesAgain() {
        Said said = Said.action("a", now);
        PartitionLog log = actions(0).append(said, said);
        PartitionLog other = actions(1).append(said, Said.action("a", now));
        PartitionLog decisions = log(Said.DECISIONS, 0).claim();
        decisions.append(new Said(said.id(), Said.DECISIONS, "a", "fuzzy", now, 1, true));

        StoreOutcome inOneBatch = storeAll(log);
        StoreOutcome elsewhere = storeAll(other);
        storeAll(decisions);

        assertThat(inOneBatch).isEqualTo(new StoreOutcome.Stored(Map.of(Said.ACTIONS, 1)));
        assertThat(elsewhere).isEqualTo(new StoreOutcome.Stored(Map.of(Said.ACTIONS, 1)));
        assertThat(report(SHORT).total().count()).isEqualTo(3);
        assertThat(counted("repeated")).isEqualTo(2);
    }

    /// The bound: so many other events between.
    @Test
    void remembersAsManyIdsAsItMust() {
        use(new StoreLimits(2_000, 10));
        Said said = Said.action("a", now);
        PartitionLog log = actions(0).append(said);
        storeAll(log);
        for (int i = 0; i < 10; i++) {
            storeAll(log.append(Said.action("b", now)));
        }
        storeAll(log.append(said));
        assertThat(report(SHORT, agent("a"), Optional.empty()).total().count()).isEqualTo(1);

        for (int i = 0; i < 20; i++) {
            storeAll(log.append(Said.action("b", now)));
        }
        storeAll(log.append(said));

        assertThat(report(SHORT, agent("a"), Optional.empty()).total().count()).isEqualTo(2);
    }

    @Test
    void correctsAClosedWindowAndSaysSo() {
        PartitionLog log = actions(0).append(Said.action("a", now));
        storeAll(log);
        assertThat(report(SHORT).windows().stream()
                        .mapToLong(WindowReport.Line::late)
                        .sum())
                .isZero();

        clock.add(Duration.ofSeconds(60));
        storeAll(log.append(Said.action("a", now)));

        List<WindowReport.Line> lines = report(SHORT).windows().stream()
                .filter(line -> line.figures().count() > 0)
                .toList();
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.figures().count()).isEqualTo(2);
            assertThat(line.late()).isEqualTo(1);
            assertThat(line.closed()).isTrue();
        });
        assertThat(counted("late")).isEqualTo(1);
    }

    @Test
    void countsOldEventsOnlyWhereTheirWindowIsKept() {
        PartitionLog log = actions(0);
        storeAll(log.append(Said.action("a", now.minus(Duration.ofHours(2))), Said.action("a", Instant.EPOCH)));

        assertThat(counted("out_of_range")).isEqualTo(1);
        WindowSize minute = WindowSettings.minute();
        Instant from = now.minus(Duration.ofHours(3));
        WindowReader reader = new WindowReader(store, Contracts.builtIn(), clock);
        assertThat(reader.read(new WindowQuery(minute, from, now, Choice.ALL, Optional.empty()))
                        .total()
                        .count())
                .isEqualTo(1);
        assertThat(reader.read(new WindowQuery(
                                SHORT, from, from.plus(Duration.ofMinutes(80)), Choice.ALL, Optional.empty()))
                        .total()
                        .count())
                .isZero();
    }

    /// An agent whose clock is a century ahead must not leave a key for a century.
    @Test
    void countsWhatClaimsToBeFromTheFutureWhenItsRecordWasWritten() {
        storeAll(actions(0).append(Said.action("a", now.plus(Duration.ofDays(36_500)))));

        assertThat(counts(report(SHORT))).containsOnlyKeys(now.minusSeconds(2));
    }

    @Test
    void leavesWhatCanNotBeReadToTheWriter() {
        PartitionLog log = actions(0).append("{]").append(Said.action("a", now));

        StoreOutcome outcome = storeAll(log);

        assertThat(outcome).isInstanceOf(StoreOutcome.Stored.class);
        assertThat(report(SHORT).total().count()).isEqualTo(1);
        assertThat(counted("unreadable")).isEqualTo(1);
    }

    @Test
    void countsTogetherWhatHasNoRoom() {
        use(new StoreLimits(10, 1_000));
        PartitionLog log = actions(0);
        for (int i = 0; i < 100; i++) {
            log.append(Said.action("agent-" + i, now), Said.action("agent-" + i, now));
        }
        store(log, log.next(150));
        storeAll(log);

        WindowReport report = report(SHORT, Choice.ALL, Optional.of(Part.AGENT));

        assertThat(report.total().count()).isEqualTo(200);
        assertThat(report.groups()).hasSizeLessThan(13).containsKey("*");
    }

    @Test
    void takesAnyName() {
        PartitionLog log = actions(0);
        List<String> names = List.of("a|b", "%7C", "*", "=agent-actions", "@late", "ü😀'", "x y;1:2,");
        names.forEach(name -> log.append(Said.action(name, now)));
        storeAll(log);

        WindowReport report = report(SHORT, Choice.ALL, Optional.of(Part.AGENT));

        assertThat(report.groups()).containsOnlyKeys(names);
        names.forEach(name -> assertThat(
                        report(SHORT, agent(name), Optional.empty()).total().count())
                .as(name)
                .isEqualTo(1));
    }

    @Test
    void showsTheFiguresOfTheLastMinutes() {
        PartitionLog log = log(Said.DECISIONS, 0).claim();
        storeAll(log.append(
                Said.decision("a", "fuzzy", now, 10),
                Said.decision("a", "fuzzy", now.minusSeconds(90), 10),
                Said.decision("a", "fuzzy", now.minusSeconds(310), 10).failed()));

        new LatestFigures(store, SETTINGS, Contracts.builtIn(), clock).refresh();

        Map<String, String> shown = new LinkedHashMap<>(shownFigures());
        shown.keySet().removeIf(key -> !key.startsWith("metrics:routing:"));
        assertThat(shown)
                .containsEntry("metrics:routing:count:1min", "1")
                .containsEntry("metrics:routing:count:5min", "2")
                .containsEntry("metrics:routing:count:1h", "3")
                .containsEntry("metrics:routing:success_rate:5min", "1.0000")
                .containsEntry("metrics:routing:success_rate:1h", "0.6667")
                .containsEntry("metrics:routing:confidence:5min", "0.5000")
                .containsEntry("metrics:routing:cache_hit_rate:5min", "1.0000");
    }

    abstract Map<String, String> shownFigures();

    @Test
    void equalsAFoldOfTheEventsWhateverHappensOnTheWay() {
        for (long seed = 1; seed <= rounds(); seed++) {
            use(StoreLimits.DEFAULT);
            new Mishaps(seed, this).run();
        }
    }

    /// Of the test above.
    abstract int rounds();
}
