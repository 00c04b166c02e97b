package dev.agentbus.sink.redis.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.engine.HostPort;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.process.Batch;
import dev.agentbus.process.StoreOutcome;
import dev.agentbus.process.Unanswered;
import dev.agentbus.sink.redis.AnswerEater;
import dev.agentbus.sink.redis.RedisSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.RedisClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisMetricsTest extends MetricsContract {
    private static final Pattern CALLS = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");

    private final TemporaryEngines engines = new TemporaryEngines();

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private RedisClient redis;

    @BeforeAll
    void startsRedis() {
        redis = RedisClient.create(address().host(), address().port());
    }

    @AfterAll
    void stopsRedis() {
        redis.close();
        engines.close();
    }

    private HostPort address() {
        return engines.redis().address();
    }

    private RedisSettings settings() {
        return RedisSettings.of(address().host(), address().port());
    }

    @Override
    MetricsStore emptyStore(StoreLimits limits) {
        redis.getPool().clear();
        redis.flushAll();
        return new RedisMetricsStore(settings(), limits);
    }

    @Override
    void evict(WindowId window) {
        redis.del(window.key());
    }

    @Override
    Map<String, String> shownFigures() {
        Map<String, String> shown = new TreeMap<>();
        for (String key : redis.keys("metrics:*:*:*")) {
            if (redis.type(key).equals("string")) {
                shown.put(key, redis.get(key));
            }
        }
        return shown;
    }

    @Override
    int rounds() {
        return 10;
    }

    private long count() {
        return report(SETTINGS.shortest()).total().count();
    }

    /// The server loses what it had not written yet, but windows and positions are of one moment.
    @Test
    void countsEachEventOnceAcrossDeathsOfTheServer() {
        PartitionLog log = actions(0);
        for (int i = 0; i < 2_000; i++) {
            log.append(Said.action("agent-" + i % 7, now.minusSeconds(i % 600)));
        }
        for (int death = 0; death < 3; death++) {
            for (int batch = 0; batch < 5; batch++) {
                store(log, log.next(100));
            }
            engines.redis().kill();
            Batch unanswered = log.next(50);
            assertThatThrownBy(() -> sink.store(unanswered)).isInstanceOf(Unanswered.class);
            engines.redis().start();
            log.claim();
            assertThat(count()).isEqualTo(Math.max(0, log.claimed().position()));
        }

        storeAll(log);

        assertThat(count()).isEqualTo(2_000);
    }

    @Test
    void countsOnceWhatWasCountedWithoutAnAnswer() throws IOException {
        try (AnswerEater between = new AnswerEater(address().port());
                RedisMetricsStore cut = new RedisMetricsStore(RedisSettings.of("127.0.0.1", between.port()))) {
            MetricsSink through = new MetricsSink(
                    cut, Contracts.builtIn(), SETTINGS, new MetricsCounters(new SimpleMeterRegistry()), clock);
            PartitionLog log = actions(0).append(Said.action("a", now));
            cut.check();
            between.eatNextAnswer();

            StoreOutcome outcome = through.store(log.all());

            assertThat(between.eaten()).isEqualTo(1);
            assertThat(outcome).isInstanceOf(StoreOutcome.Stored.class);
            assertThat(count()).isEqualTo(1);
        }
    }

    @Test
    void waitsForAServerThatHangs() {
        try (RedisMetricsStore hasty =
                new RedisMetricsStore(settings().withCallLimit(Duration.ofMillis(300)), StoreLimits.DEFAULT)) {
            MetricsSink hastily = new MetricsSink(
                    hasty, Contracts.builtIn(), SETTINGS, new MetricsCounters(new SimpleMeterRegistry()), clock);
            PartitionLog log = actions(0).append(Said.action("a", now), Said.action("a", now));
            Batch batch = log.all();
            hasty.check();
            engines.redis().freeze();
            try {
                assertThatThrownBy(() -> hastily.store(batch)).isInstanceOf(Unanswered.class);
            } finally {
                engines.redis().thaw();
            }

            assertThat(hastily.store(batch)).isInstanceOf(StoreOutcome.Stored.class);
            assertThat(count()).isEqualTo(2);
        }
    }

    @Test
    void waitsWhileTheServerHasNoMemory() {
        PartitionLog log = actions(0).append(Said.action("a", now));
        redis.configSet("maxmemory", "1");
        try {
            assertThatThrownBy(() -> sink.store(log.all()))
                    .isInstanceOf(TransientFailure.class)
                    .hasMessageStartingWith("Cannot count in the metrics: ")
                    .hasMessageContaining("OOM");
            assertThatThrownBy(() -> sink.rehearse(log.all())).isInstanceOf(TransientFailure.class);
        } finally {
            redis.configSet("maxmemory", "0");
        }

        storeAll(log);

        assertThat(count()).isEqualTo(1);
    }

    /// Redis undoes nothing when a script fails half-way.
    @Test
    void changesNothingWhenSomethingElseLiesWhereAWindowShouldBe() {
        PartitionLog log = actions(0).append(Said.action("a", now));
        redis.set(SETTINGS.find("1h").orElseThrow().at(now.toEpochMilli()).key(), "not ours");

        assertThatThrownBy(() -> sink.store(log.all()))
                .isInstanceOf(TransientFailure.class)
                .hasMessageContaining("WRONGTYPE");

        assertThat(count()).isZero();
        assertThat(store.of(CONSUMER)).isEmpty();
    }

    @Test
    void leavesNoKeyThatLivesForEver() {
        use(new StoreLimits(100, 1));
        PartitionLog log = actions(0);
        storeAll(log.append(Said.action("a", now)));
        storeAll(log.append(Said.action("a", now)));
        new LatestFigures(store, SETTINGS, Contracts.builtIn(), clock).refresh();
        store.setBack(CONSUMER, Map.of(log.partition(), 0L));
        log.claim();

        assertThat(redis.keys("*"))
                .hasSizeGreaterThan(10)
                .allSatisfy(key -> assertThat(redis.pttl(key)).as(key).isPositive())
                .allSatisfy(key -> assertThat(key).startsWith("metrics:"));
    }

    /// Of a script's own calls too, which the server counts as commands.
    @Test
    void asksTheServerSeldomAtFullLoad() {
        int batch = MetricsSink.workerSettings().batch().events();
        int batches = 6;
        int events = batches * batch;
        PartitionLog log = actions(0);
        for (int i = 0; i < events; i++) {
            log.append(Said.action("agent-" + i % 200, now.minusMillis(5_000L * i / events)));
        }
        Map<String, Long> before = calls();

        while (log.left() > 0) {
            store(log, log.next(batch));
        }

        Map<String, Long> calls = calls();
        before.forEach((command, count) -> calls.merge(command, -count, Long::sum));
        long ours = calls.getOrDefault("eval", 0L) + calls.getOrDefault("evalsha", 0L);
        long all = calls.values().stream().mapToLong(Long::longValue).sum();
        assertThat(ours).isEqualTo(batches);
        assertThat((double) all / events).as("%s", calls).isLessThan(0.01);
        assertThat(count()).isEqualTo(events);
    }

    private Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        Matcher each = CALLS.matcher(redis.info("commandstats"));
        while (each.find()) {
            if (!each.group(1).equals("info")) {
                calls.put(each.group(1), Long.parseLong(each.group(2)));
            }
        }
        return calls;
    }
}
