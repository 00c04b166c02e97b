package dev.agentbus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.TopicSettings;
import dev.agentbus.log.GroupAdmin.Bounds;
import dev.agentbus.log.GroupAdmin.GroupState;
import dev.agentbus.log.GroupAdmin.Member;
import dev.agentbus.log.GroupAdmin.NextRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every home of the log says about its groups.
public abstract class GroupAdminContract {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final List<AutoCloseable> opened = new ArrayList<>();

    /// The log under test; one for all tests.
    protected abstract EventLog log();

    @AfterEach
    void closesWhatItOpened() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        opened.clear();
    }

    @Test
    void namesTheMembersOfAGroupAndWhatEachReads() {
        TopicName topic = topic(4);
        String group = name("group");
        LogReader one = member(group, topic);
        LogReader two = member(group, topic);

        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            one.poll(TURN);
            two.poll(TURN);
            return one.assignment().size() == 2 && two.assignment().size() == 2;
        });

        await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> {
            one.poll(TURN);
            two.poll(TURN);
            assertThat(state(group).members())
                    .extracting(Member::partitions)
                    .containsExactlyInAnyOrder(one.assignment(), two.assignment());
        });
        assertThat(state(group).members()).extracting(Member::id).doesNotHaveDuplicates();
        assertThat(state(group).members())
                .allMatch(
                        member -> !member.clientId().isEmpty() && !member.host().isEmpty());
    }

    @Test
    void keepsThePositionsOfAGroupThatNobodyRunsAnyMore() {
        TopicName topic = topic(1);
        String group = name("group");
        append(topic, 5);
        LogReader reader = member(group, topic);
        await().until(() -> !reader.poll(TURN).isEmpty());
        await().until(() -> {
            reader.commit(Map.of(new LogPartition(topic, 0), new CommittedPosition(3)));
            reader.poll(TURN);
            return !state(group).commits().isEmpty();
        });

        reader.close(Duration.ofSeconds(5));

        await().atMost(30, TimeUnit.SECONDS).until(() -> state(group).members().isEmpty());
        assertThat(state(group).commits()).isEqualTo(Map.of(new LogPartition(topic, 0), new CommittedPosition(3, "")));
    }

    @Test
    void knowsAGroupThatOnlyCommits() {
        TopicName topic = topic(1);
        LogPartition partition = new LogPartition(topic, 0);
        String group = name("group");
        append(topic, 2);
        LogReader reader = open(log().reader(ReaderSettings.ofGroup(group)));
        reader.assign(List.of(partition));

        await().until(() -> {
            reader.commit(Map.of(partition, new CommittedPosition(2, "by hand: ünïcode")));
            reader.poll(TURN);
            return find(group).isPresent();
        });
        assertThat(state(group).commits()).isEqualTo(Map.of(partition, new CommittedPosition(2, "by hand: ünïcode")));
        assertThat(state(group).members()).isEmpty();
    }

    @Test
    void forgetsTheNoteWithTheNextCommit() {
        TopicName topic = topic(1);
        LogPartition partition = new LogPartition(topic, 0);
        String group = name("group");
        LogReader reader = open(log().reader(ReaderSettings.ofGroup(group)));
        reader.assign(List.of(partition));
        await().until(() -> {
            reader.commit(Map.of(partition, new CommittedPosition(0, "x".repeat(LogReader.MAX_NOTE_BYTES))));
            reader.poll(TURN);
            return find(group).isPresent();
        });

        await().until(() -> {
            reader.commit(Map.of(partition, new CommittedPosition(0)));
            reader.poll(TURN);
            return state(group).commits().equals(Map.of(partition, new CommittedPosition(0, "")));
        });
    }

    @Test
    void tellsTheBoundsOfPartitionsThatExist() {
        LogPartition full = new LogPartition(topic(1), 0);
        LogPartition empty = new LogPartition(topic(1), 0);
        append(full.topic(), 3);

        Map<LogPartition, Bounds> bounds =
                admin().bounds(List.of(full, empty, new LogPartition(new TopicName("nowhere"), 0)));

        assertThat(bounds).isEqualTo(Map.of(full, new Bounds(0, 3), empty, new Bounds(0, 0)));
    }

    @Test
    void findsTheNextRecordOfManyPartitionsWithItsTime() {
        TopicName topic = topic(3);
        LogPartition last = new LogPartition(topic, 2);
        append(topic, 6);
        Map<LogPartition, Long> offsets = new HashMap<>();
        offsets.put(new LogPartition(topic, 0), 0L);
        offsets.put(new LogPartition(topic, 1), 0L);
        offsets.put(last, 0L);
        Map<LogPartition, Bounds> bounds = admin().bounds(offsets.keySet());
        bounds.forEach((partition, bound) -> offsets.put(partition, Math.max(0, bound.end() - 1)));

        Map<LogPartition, NextRecord> found = admin().nextRecords(offsets);

        assertThat(found).hasSize(3);
        bounds.forEach((partition, bound) -> assertThat(found)
                .containsEntry(
                        partition,
                        bound.end() == 0
                                ? new NextRecord(0, Optional.empty())
                                : new NextRecord(
                                        bound.end() - 1, Optional.of(NOON.plusSeconds(timeOf(partition, bound))))));
    }

    @Test
    void findsNoNextRecordAtTheEndUntilThereIsOne() {
        TopicName topic = topic(1);
        LogPartition partition = new LogPartition(topic, 0);
        append(topic, 2);
        GroupAdmin admin = admin();

        Map<LogPartition, NextRecord> atTheEnd = admin.nextRecords(Map.of(partition, 2L));
        append(topic, 1);
        Map<LogPartition, NextRecord> later = admin.nextRecords(Map.of(partition, 2L));

        assertThat(atTheEnd).isEqualTo(Map.of(partition, new NextRecord(2, Optional.empty())));
        assertThat(later).isEqualTo(Map.of(partition, new NextRecord(2, Optional.of(NOON))));
    }

    /// Records of [#append] stand spread over the partitions by their key, each with its number as
    /// seconds of its time.
    private long timeOf(LogPartition partition, Bounds bound) {
        LogReader reader = open(log().reader(ReaderSettings.withoutGroup()));
        reader.assign(List.of(partition));
        List<LogRecord> read = new ArrayList<>();
        await().until(() -> {
            read.addAll(reader.poll(TURN));
            return read.size() == bound.end();
        });
        return Duration.between(NOON, read.getLast().timestamp()).toSeconds();
    }

    private LogReader member(String group, TopicName topic) {
        LogReader reader = open(log().reader(ReaderSettings.ofGroup(group)));
        reader.subscribe(List.of(topic), LogFixture.INDIFFERENT);
        return reader;
    }

    private GroupState state(String group) {
        return find(group).orElseThrow();
    }

    private Optional<GroupState> find(String group) {
        return admin().describe().stream()
                .filter(state -> state.group().equals(group))
                .findFirst();
    }

    private GroupAdmin admin() {
        return opened.stream()
                .filter(GroupAdmin.class::isInstance)
                .map(GroupAdmin.class::cast)
                .findFirst()
                .orElseGet(() -> open(log().groups()));
    }

    protected final TopicName topic(int partitions) {
        Contract contract = new Contract(
                new TopicName(name("watched")),
                "test",
                "a test topic",
                new TopicSettings(partitions, 1, Map.of()),
                Optional.empty(),
                Contract.TIMESTAMP,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "{}",
                "test:1");
        log().topics().createMissing(List.of(contract));
        return contract.topic();
    }

    protected static String name(String kind) {
        return kind + "-" + NAMES.incrementAndGet();
    }

    protected final <T extends AutoCloseable> T open(T one) {
        opened.add(one);
        return one;
    }

    private void append(TopicName topic, int records) {
        try (LogAppender appender = log().appender()) {
            for (int i = 0; i < records; i++) {
                byte[] key = ("key-" + i).getBytes(UTF_8);
                appender.append(new NewRecord(topic, key, new byte[] {1}, List.of(), NOON.plusSeconds(i)))
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
            }
        }
    }
}
