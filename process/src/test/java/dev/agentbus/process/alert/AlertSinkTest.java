package dev.agentbus.process.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.StoreOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

/// The evaluation over a log, and processes that die.
class AlertSinkTest {
    private static final ConsumerId GROUP = new ConsumerId("memory", "alert-group");
    private static final LogPartition ACTIONS = new LogPartition(new TopicName("agent-actions"), 0);
    private static final String RULES = """
            lateness: 1s
            rules:
              errors:
                count: {topic: agent-actions, where: {action_type: error}}
                per: [agent_name]
                window: 1m
                every: 10s
                above: 2
            """;

    @TempDir
    Path folder;

    private final MemoryLog log = new MemoryLog();
    private final MutableClock clock = MutableClock.of(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC);
    private AlertSink sink;
    private RulesFile rules;
    private Claim claim = new Claim(0, 0);

    @BeforeEach
    void start() throws IOException {
        List<Contract> contracts = new ArrayList<>(Contracts.builtIn().all());
        contracts.add(AlertTopics.state());
        log.topics().createMissing(contracts);
        rewrite(RULES);
        begin();
    }

    private void rewrite(String yaml) throws IOException {
        Files.writeString(folder.resolve("alerts.yaml"), yaml);
    }

    /// A process that starts; the one before was killed, so nothing of it is closed.
    private void begin() {
        rules = new RulesFile(folder.resolve("alerts.yaml"), Contracts.builtIn(), Map.of(), _ -> {});
        rules.load();
        sink = new AlertSink(log, rules, clock);
        claim = sink.claim(GROUP, Set.of(ACTIONS)).getOrDefault(ACTIONS, claim);
    }

    private void publish(String agent, long second) {
        Instant time = Happenings.NOON.plusSeconds(second);
        String json = "{\"agent_name\":\"%s\",\"action_type\":\"error\",\"action_name\":\"x\",\"timestamp\":\"%s\"}"
                .formatted(agent, time);
        try (LogAppender appender = log.appender()) {
            // A key that lies in partition 0 of 12.
            appender.append(new NewRecord(ACTIONS.topic(), KEY, json.getBytes(StandardCharsets.UTF_8), List.of(), time))
                    .join();
        }
    }

    private static final byte[] KEY = keyOfPartitionZero();

    private static byte[] keyOfPartitionZero() {
        for (int i = 0; ; i++) {
            byte[] key = ("k" + i).getBytes(StandardCharsets.UTF_8);
            int hash = org.apache.kafka.common.utils.Utils.toPositive(org.apache.kafka.common.utils.Utils.murmur2(key));
            if (hash % 12 == 0) {
                return key;
            }
        }
    }

    /// Carries up to `count` records from where the sink is, as its worker would.
    private int carry(int count) {
        long next = claim.position();
        List<DecodedEvent> events = new ArrayList<>();
        Contract contract = Contracts.builtIn().find(ACTIONS.topic()).orElseThrow();
        List<LogRecord> records = log.recordsOf(ACTIONS);
        long to = Math.min(records.size(), next + count);
        for (LogRecord record : records.subList((int) next, (int) to)) {
            events.add(sink.decoder(contract).decode(record));
        }
        StoreOutcome outcome =
                sink.store(new Batch(GROUP, events, List.of(new Advance(ACTIONS, claim.epoch(), next, to))));
        assertThat(outcome).isInstanceOf(StoreOutcome.Stored.class);
        claim = new Claim(claim.epoch(), to);
        return events.size();
    }

    private void pass(Duration time) {
        clock.add(time);
        sink.tick();
    }

    /// What readers see, who leave out an id that came before.
    private Set<String> told() {
        Set<String> told = new LinkedHashSet<>();
        for (int partition = 0; partition < 3; partition++) {
            for (LogRecord record : log.recordsOf(new LogPartition(AlertTopics.ALERTS, partition))) {
                var json = Saved.JSON.readTree(record.value());
                told.add(json.path("transition").asString() + " "
                        + json.path("alert_key").path("agent_name").asString() + " "
                        + json.path("event_id").asString());
            }
        }
        return told;
    }

    private static String withoutId(String told) {
        return told.substring(0, told.lastIndexOf(' '));
    }

    @Test
    void tellsWhatItFindsAsEvents() {
        for (long second : new long[] {1, 2, 3, 200}) {
            publish("coder", second);
        }
        carry(10);
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(2));

        assertThat(told())
                .extracting(AlertSinkTest::withoutId)
                .containsExactlyInAnyOrder("fired coder", "resolved coder");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void tellsTheSameAfterAnyDeath(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            publish("agent-" + random.nextInt(3), i * 7L);
        }
        Set<String> expected = new HashSet<>();
        BackTest.Result judged = new BackTest(rules.book(), Contracts.builtIn())
                .run(log, Happenings.NOON, Happenings.NOON.plusSeconds(299 * 7L));
        judged.found().forEach(found -> expected.add(found.transition().id().value()));

        while (claim.position() < 300) {
            carry(random.nextInt(40));
            pass(Duration.ofMillis(random.nextInt(3_000)));
            if (random.nextInt(4) == 0) {
                begin();
            }
        }
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(2));

        assertThat(told().stream().map(each -> each.substring(each.lastIndexOf(' ') + 1)))
                .containsAll(expected)
                .allMatch(expected::contains);
        assertThat(expected).hasSizeGreaterThan(3);
    }

    @Test
    void appendsAgainWhatTheLogMayNotHave() {
        for (long second : new long[] {1, 2, 3, 200}) {
            publish("coder", second);
        }
        carry(10);
        pass(Duration.ofSeconds(1));
        log.disconnect();
        assertThatThrownBy(() -> pass(Duration.ofSeconds(2))).isInstanceOf(TransientFailure.class);
        log.reconnect();
        begin();
        carry(10);
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(2));

        assertThat(told())
                .extracting(AlertSinkTest::withoutId)
                .containsExactlyInAnyOrder("fired coder", "resolved coder");
    }

    /// Buses of before kept the whole state in one record, which stays in the topic.
    @Test
    void goesOnBesideARecordThatItDoesNotKnow() {
        try (LogAppender appender = log.appender()) {
            byte[] key = "state".getBytes(StandardCharsets.UTF_8);
            appender.append(new NewRecord(AlertTopics.STATE, key, new byte[] {31, -117, 8}, List.of(), clock.instant()))
                    .join();
        }
        begin();
        for (long second : new long[] {1, 2, 3, 200}) {
            publish("coder", second);
        }
        carry(2);
        pass(Duration.ofSeconds(6));
        begin();
        carry(10);
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(2));

        assertThat(told())
                .extracting(AlertSinkTest::withoutId)
                .containsExactlyInAnyOrder("fired coder", "resolved coder");
    }

    @Test
    void stepsAsideForAProcessThatTookOver() {
        AlertSink before = sink;
        begin();
        publish("coder", 1);

        before.tick();

        assertThat(before.store(new Batch(GROUP, List.of(), List.of()))).isInstanceOf(StoreOutcome.Fenced.class);
        assertThat(carry(1)).isEqualTo(1);
    }

    /// It had looked whether another had taken over, was frozen, and goes on with what it had found.
    @Test
    void tellsNothingThatItFoundBeforeItWasShutOut() {
        for (long second : new long[] {1, 2, 3, 200}) {
            publish("coder", second);
        }
        carry(10);
        pass(Duration.ofSeconds(1));
        log.soleAppender("alert-judge").close();

        pass(Duration.ofSeconds(2));

        assertThat(told()).isEmpty();
        assertThat(sink.store(new Batch(GROUP, List.of(), List.of()))).isInstanceOf(StoreOutcome.Fenced.class);
    }

    @Test
    void keepsTheOldRulesWhileTheFileIsBroken() throws IOException {
        rewrite(RULES.replace("above: 2", "above: none"));

        assertThat(rules.reload()).isFalse();
        assertThat(rules.problem()).isEqualTo("alerts.yaml:8: rules.errors.above must be a number, got: none");
        assertThat(rules.book().rules()).hasSize(1);

        rewrite(RULES.replace("above: 2", "above: 5"));
        assertThat(rules.reload()).isTrue();
        assertThat(rules.problem()).isEmpty();
        assertThat(rules.book().rules().getFirst().bound()).isEqualTo(5);
    }

    @Test
    void endsTheAlertOfARuleThatChangedWhileItWasDown() throws IOException {
        for (long second : new long[] {1, 2, 3, 30}) {
            publish("coder", second);
        }
        carry(10);
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(2));
        rewrite(RULES.replace("above: 2", "above: 50"));

        begin();
        pass(Duration.ofSeconds(1));

        assertThat(told())
                .extracting(AlertSinkTest::withoutId)
                .containsExactlyInAnyOrder("fired coder", "resolved coder");
    }
}
