package dev.agentbus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.TopicAdmin.Drift;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every home of the log keeps. One thread stands for all readers here: each poll is a turn of
/// its owner.
public abstract class EventLogContract extends ReaderHealthContract {
    @Test
    void keepsARecordByteForByte() {
        TopicName topic = topic(1);
        byte[] value = {0, -1, 65, 10, 13};
        NewRecord record = new NewRecord(
                topic,
                "k".getBytes(UTF_8),
                value,
                List.of(new Header("h", new byte[] {0, 9}), Header.of("h", "2")),
                NOON);

        Position position =
                appender().append(record).orTimeout(10, TimeUnit.SECONDS).join();

        LogRecord read = read(topic, 1).get(0);
        assertThat(read.position()).isEqualTo(position).isEqualTo(new Position(new LogPartition(topic, 0), 0));
        assertThat(read.key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(read.value()).isEqualTo(value);
        assertThat(read.headers()).isEqualTo(record.headers());
        assertThat(read.timestamp()).isEqualTo(NOON);
    }

    @Test
    void keepsAbsentKeysAndValuesAbsent() {
        TopicName topic = topic(1);

        append(new NewRecord(topic, null, null, List.of(), NOON));

        LogRecord read = read(topic, 1).get(0);
        assertThat(read.key()).isNull();
        assertThat(read.value()).isNull();
    }

    /// Brokers refuse times that lie more than an hour ahead, and with them the whole batch.
    @Test
    void takesARecordFromTheFutureAsOneOfNow() {
        TopicName topic = topic(1);

        append(new NewRecord(
                topic, null, new byte[] {1}, List.of(), Instant.now().plus(30, ChronoUnit.DAYS)));

        assertThat(read(topic, 1).get(0).timestamp()).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void keepsTheOrderOfAKeyInOnePartition() {
        TopicName topic = topic(3);

        for (int i = 0; i < 300; i++) {
            append(record(topic, "key-" + i % 7, "" + i));
        }

        List<LogRecord> read = read(topic, 300);
        for (int key = 0; key < 7; key++) {
            byte[] wanted = ("key-" + key).getBytes(UTF_8);
            List<LogRecord> ofKey = read.stream()
                    .filter(record -> Arrays.equals(record.key(), wanted))
                    .toList();
            assertThat(ofKey)
                    .extracting(LogRecord::partition)
                    .containsOnly(ofKey.get(0).partition());
            assertThat(ofKey)
                    .extracting(record -> Integer.parseInt(text(record)))
                    .isSorted()
                    .hasSizeBetween(42, 43);
        }
    }

    @Test
    void putsAKeyWhereEveryKafkaClientPutsIt() {
        TopicName topic = topic(12);

        Position position = append(record(topic, "b6a1c2d3-0000-4000-8000-000000000001", "x"));

        assertThat(position.partition().number()).isEqualTo(EXPECTED_PARTITION);
    }

    /// murmur2 of the key over 12 partitions, computed with Kafka's own client.
    private static final int EXPECTED_PARTITION =
            org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(
                    "b6a1c2d3-0000-4000-8000-000000000001".getBytes(UTF_8), 12);

    @Test
    void refusesForGoodWhatIsTooLarge() {
        TopicName topic = topic(1);
        LogAppender appender = appender();

        CompletableFuture<Position> refused =
                appender.append(new NewRecord(topic, null, new byte[9_000_000], List.of(), NOON));

        assertFails(refused, PermanentFailure.class, "Cannot append to " + topic);
        assertThat(appender.append(record(topic, "k", "small"))
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join()
                        .offset())
                .isZero();
    }

    @Test
    void refusesForGoodATopicThatDoesNotExist() {
        CompletableFuture<Position> refused = appender().append(record(new TopicName("nowhere"), "k", "v"));

        assertFails(refused, PermanentFailure.class, "Cannot append: the topic does not exist, got: nowhere");
    }

    @Test
    void completesEveryAppendInOrderWhenAborted() {
        TopicName topic = topic(1);
        LogAppender appender = appender();
        List<Integer> failedInOrder = new ArrayList<>();
        List<CompletableFuture<Position>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int number = i;
            CompletableFuture<Position> each = appender.append(record(topic, "k", "" + i));
            all.add(each.whenComplete((position, failure) -> {
                if (failure != null) {
                    failedInOrder.add(number);
                }
            }));
        }

        appender.abort();

        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(failedInOrder).isSorted();
        all.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .forEach(each -> assertThatThrownBy(each::join).cause().isInstanceOf(TransientFailure.class));
    }

    @Test
    void startsAfterTheLastRecordWhenAskedTo() {
        TopicName topic = topic(1);
        append(record(topic, "k", "old"));
        LogReader reader =
                open(log().reader(new ReaderSettings(Optional.of(name("group")), 100, ReaderSettings.Start.LATEST)));
        Witness witness = new Witness();
        reader.subscribe(List.of(topic), witness);
        await().until(() -> reader.poll(TURN).isEmpty() && !reader.assignment().isEmpty());
        assertThat(reader.endOffsets(reader.assignment()).values()).containsOnly(1L);

        List<String> read = new ArrayList<>();
        await().until(() -> {
            append(record(topic, "k", "new"));
            reader.poll(TURN).forEach(each -> read.add(text(each)));
            return !read.isEmpty();
        });

        assertThat(read).containsOnly("new");
    }

    @Test
    void sharesPartitionsAmongTheMembersOfAGroup() {
        TopicName topic = topic(4);
        String group = name("group");
        LogReader one = open(log().reader(ReaderSettings.ofGroup(group)));
        LogReader two = open(log().reader(ReaderSettings.ofGroup(group)));
        Witness witness = new Witness();
        one.subscribe(List.of(topic), witness);
        await().until(() -> turn(one) == 4);

        two.subscribe(List.of(topic), new Witness());

        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> turn(one) + turn(two) == 4 && one.assignment().size() == 2);
        Set<LogPartition> both = new HashSet<>(one.assignment());
        both.addAll(two.assignment());
        assertThat(both).hasSize(4);
        assertThat(witness.revoked).hasSizeBetween(2, 4);
        assertThat(witness.held).isEqualTo(one.assignment());
    }

    @Test
    void handsPartitionsOverWithTheirPositionsWhenAMemberLeaves() {
        TopicName topic = topic(2);
        String group = name("group");
        for (int i = 0; i < 20; i++) {
            append(record(topic, "key-" + i, "" + i));
        }
        LogReader one = log().reader(ReaderSettings.ofGroup(group));
        one.subscribe(List.of(topic), new Witness());
        List<LogRecord> first = new ArrayList<>();
        await().until(() -> {
            first.addAll(one.poll(TURN));
            return first.size() == 20;
        });
        Map<LogPartition, Long> ends = one.endOffsets(one.assignment());
        Map<LogPartition, CommittedPosition> done = new HashMap<>();
        ends.forEach((partition, end) -> done.put(partition, new CommittedPosition(end, "noted at " + end)));
        one.commit(done);
        await().until(() -> one.committed(ends.keySet()).equals(done));

        one.close(Duration.ofSeconds(5));

        LogReader two = open(log().reader(ReaderSettings.ofGroup(group)));
        two.subscribe(List.of(topic), new Witness());
        append(record(topic, "key-1", "after"));
        List<String> second = new ArrayList<>();
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            two.poll(TURN).forEach(record -> second.add(text(record)));
            return !second.isEmpty();
        });
        assertThat(second).containsExactly("after");
    }

    @Test
    void readsFromWhereTheListenerSoughtTo() {
        TopicName topic = topic(1);
        for (int i = 0; i < 10; i++) {
            append(record(topic, "k", "" + i));
        }
        LogReader reader = open(log().reader(ReaderSettings.ofGroup(name("group"))));

        reader.subscribe(List.of(topic), new Witness() {
            @Override
            public void assigned(Set<LogPartition> partitions) {
                super.assigned(partitions);
                partitions.forEach(partition -> reader.seek(partition, 7));
            }
        });

        List<String> read = new ArrayList<>();
        await().until(() -> {
            reader.poll(TURN).forEach(record -> read.add(text(record)));
            return read.size() >= 3;
        });
        assertThat(read).containsExactly("7", "8", "9");
    }

    @Test
    void holdsPausedPartitionsBackWhileOthersFlow() {
        TopicName held = topic(1);
        TopicName flowing = topic(1);
        append(record(held, "k", "held"));
        append(record(flowing, "k", "flowing"));
        LogReader reader = open(log().reader(ReaderSettings.withoutGroup()));
        reader.assign(List.of(new LogPartition(held, 0), new LogPartition(flowing, 0)));

        reader.pause(List.of(new LogPartition(held, 0)));

        assertThat(texts(reader, 1)).containsExactly("flowing");
        assertThat(reader.poll(TURN)).isEmpty();
        reader.resume(List.of(new LogPartition(held, 0)));
        assertThat(texts(reader, 1)).containsExactly("held");
    }

    @Test
    void givesNoMoreRecordsPerPollThanAskedFor() {
        TopicName topic = topic(2);
        for (int i = 0; i < 50; i++) {
            append(record(topic, "key-" + i, "" + i));
        }
        LogReader reader = open(log().reader(new ReaderSettings(Optional.empty(), 7, ReaderSettings.Start.EARLIEST)));
        reader.assign(reader.partitionsOf(List.of(topic)));

        List<Integer> sizes = new ArrayList<>();
        await().until(() -> {
            sizes.add(reader.poll(TURN).size());
            return sizes.stream().mapToInt(Integer::intValue).sum() == 50;
        });

        assertThat(sizes).allMatch(size -> size <= 7);
    }

    @Test
    void findsTheFirstRecordAtOrAfterATime() {
        TopicName topic = topic(1);
        LogPartition partition = new LogPartition(topic, 0);
        for (int i = 0; i < 5; i++) {
            append(new NewRecord(topic, null, new byte[] {1}, List.of(), NOON.plus(i, ChronoUnit.HOURS)));
        }
        LogReader reader = open(log().reader(ReaderSettings.withoutGroup()));

        assertThat(reader.offsetsAt(List.of(partition), NOON)).containsEntry(partition, 0L);
        assertThat(reader.offsetsAt(List.of(partition), NOON.plusSeconds(3601))).containsEntry(partition, 2L);
        assertThat(reader.offsetsAt(List.of(partition), NOON.plus(9, ChronoUnit.HOURS)))
                .containsEntry(partition, 5L);
        assertThat(reader.beginningOffsets(List.of(partition))).containsEntry(partition, 0L);
        assertThat(reader.endOffsets(List.of(partition))).containsEntry(partition, 5L);
    }

    @Test
    void listsPartitionsOfTheTopicsThatExist() {
        TopicName topic = topic(3);
        LogReader reader = open(log().reader(ReaderSettings.withoutGroup()));

        List<LogPartition> partitions = reader.partitionsOf(List.of(topic, new TopicName("nowhere")));

        assertThat(partitions)
                .isEqualTo(IntStream.range(0, 3)
                        .mapToObj(number -> new LogPartition(topic, number))
                        .toList());
    }

    @Test
    void returnsAtOnceWhenWokenUp() {
        LogReader reader = open(log().reader(ReaderSettings.withoutGroup()));
        reader.assign(List.of(new LogPartition(topic(1), 0)));
        reader.poll(TURN);
        long start = System.nanoTime();

        reader.wakeup();

        assertThat(reader.poll(Duration.ofSeconds(30))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void answersQuestionsWhileAWakeUpIsPending() {
        TopicName topic = topic(1);
        LogReader reader = open(log().reader(ReaderSettings.withoutGroup()));

        reader.wakeup();

        assertThat(reader.endOffsets(List.of(new LogPartition(topic, 0)))).hasSize(1);
    }

    @Test
    void createsATopicOnce() {
        Contract contract = contract(name("topic"), 2, Map.of("retention.ms", "604800000"));

        List<TopicName> first = log().topics().createMissing(List.of(contract));
        List<TopicName> second = log().topics().createMissing(List.of(contract));

        assertThat(first).containsExactly(contract.topic());
        assertThat(second).isEmpty();
        TopicAdmin.TopicState state =
                Objects.requireNonNull(log().topics().describe().get(contract.topic()));
        assertThat(state.partitions()).isEqualTo(2);
        assertThat(state.replicas()).isEqualTo(1);
        assertThat(state.config()).containsEntry("retention.ms", "604800000");
    }

    @Test
    void boundsReplicasByTheSizeOfTheCluster() {
        Contract contract = contract(name("topic"), 1, Map.of("min.insync.replicas", "2"));

        log().topics().createMissing(List.of(contract));

        assertThat(log().topics().drift(List.of(contract))).isEmpty();
        append(record(contract.topic(), "k", "v"));
    }

    @Test
    void reportsDriftAndMendsWhatCanBeMended() {
        String name = name("topic");
        log().topics().createMissing(List.of(contract(name, 3, Map.of("retention.ms", "1000000"))));
        Contract more = contract(name, 4, Map.of("retention.ms", "2000000"));
        Contract fewer = contract(name, 2, Map.of("retention.ms", "2000000"));

        List<Drift> drift = log().topics().drift(List.of(more));
        List<Drift> left = log().topics().apply(List.of(more));
        List<Drift> unmended = log().topics().apply(List.of(fewer));

        TopicName topic = new TopicName(name);
        assertThat(drift)
                .containsExactly(
                        new Drift(topic, "partitions", "4", "3"),
                        new Drift(topic, "retention.ms", "2000000", "1000000"));
        assertThat(left).isEmpty();
        assertThat(unmended).containsExactly(new Drift(topic, "partitions", "2", "4"));
    }

    @Test
    void countsTheRecordsOfTopics() {
        TopicName topic = topic(3);
        TopicName empty = topic(1);
        TopicName nowhere = new TopicName("nowhere");
        for (int i = 0; i < 5; i++) {
            append(record(topic, "key-" + i, "" + i));
        }

        Map<TopicName, Long> held = log().topics().records(List.of(topic, empty, nowhere));

        assertThat(held).isEqualTo(Map.of(topic, 5L, empty, 0L, nowhere, 0L));
    }

    @Test
    void letsTheLatestSoleAppenderWriteAndNoEarlierOne() {
        TopicName topic = topic(1);
        String name = name("sole");
        SoleAppender first = open(log().soleAppender(name));
        SoleAppender other = open(log().soleAppender(name("sole")));
        first.append(List.of(record(topic, "k", "1"), record(topic, "k", "2")));

        SoleAppender second = open(log().soleAppender(name));

        assertThatThrownBy(() -> first.append(List.of(record(topic, "k", "late"))))
                .isInstanceOf(ShutOut.class);
        assertThatThrownBy(() -> first.append(List.of(record(topic, "k", "later"))))
                .isInstanceOf(ShutOut.class);
        second.append(List.of(record(topic, "k", "3")));
        other.append(List.of(record(topic, "k", "4")));
        assertThat(read(topic, 4)).extracting(LogFixture::text).containsExactly("1", "2", "3", "4");
    }

    @Test
    void standsBehindTheLastRecordAndWhatIsNoneOnceAllIsRead() {
        TopicName topic = topic(1);
        LogPartition partition = new LogPartition(topic, 0);
        open(log().soleAppender(name("sole"))).append(List.of(record(topic, "k", "1")));
        LogReader reader = open(log().reader(ReaderSettings.withoutGroup()));
        reader.assign(List.of(partition));
        reader.seek(partition, 0);

        await().until(() -> {
            reader.poll(TURN);
            return reader.position(partition) >= end(reader, partition);
        });

        assertThat(reader.position(partition)).isEqualTo(end(reader, partition));
    }

    private static long end(LogReader reader, LogPartition partition) {
        return reader.endOffsets(List.of(partition)).getOrDefault(partition, -1L);
    }

    @Test
    void namesItsCluster() {
        log().check();

        assertThat(log().clusterId()).isNotBlank().isEqualTo(log().clusterId());
    }
}
