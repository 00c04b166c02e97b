package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.Header;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.ForwardingLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.memory.MemoryLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private static final WorkerSettings SETTINGS = WorkerSettings.DEFAULT
            .withBatch(new BatchLimits(10, 1 << 20, Duration.ofMillis(50)))
            .withBuffer(new BufferLimits(50, 1 << 20))
            .withRetry(new RetryDelays(Duration.ofMillis(10), Duration.ofMillis(50)));

    private final MemoryLog log = Actions.log(3);
    private final MemorySink sink = new MemorySink(Actions.CONTRACT);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Worker> workers = new ArrayList<>();

    @AfterEach
    void stopWorkers() {
        workers.forEach(Worker::stop);
    }

    private Worker start() {
        Worker worker = new Worker(log, sink, SETTINGS, meters);
        workers.add(worker);
        worker.start();
        return worker;
    }

    private void awaitStored(int events) {
        await().until(() -> sink.ids().size() == events);
    }

    private List<LogRecord> deadLetters() {
        return log.recordsOf(new LogPartition(Actions.DEAD_LETTERS, 0));
    }

    @Test
    void storesEveryEventOnceInBatches() {
        Actions.append(log, Actions.ids("a", 95));

        Worker worker = start();

        awaitStored(95);
        assertThat(sink.batchSizes()).allMatch(size -> size <= 10).contains(10);
        await().until(() -> worker.status().total().stored() == 95);
        assertThat(worker.status().total()).isEqualTo(new TopicCounts(95, 95, 0, 0, 0));
        assertThat(worker.status().state()).isEqualTo(WorkerStatus.State.RUNNING);
    }

    @Test
    void goesOnWhereTheSinkSaysAndNotWhereTheGroupSays() {
        Actions.append(log, Actions.ids("a", 30));
        start();
        awaitStored(30);
        workers.removeFirst().stop();
        commitForTheGroup(0);

        Actions.append(log, Actions.ids("b", 30));
        Worker second = start();

        awaitStored(60);
        await().until(() -> second.status().total().stored() == 30);
        assertThat(second.status().total().consumed()).isEqualTo(30);
    }

    /// As somebody with a lag tool's reset button might.
    private void commitForTheGroup(long offset) {
        try (LogReader reader = log.reader(ReaderSettings.ofGroup(SETTINGS.group()))) {
            Set<LogPartition> partitions = new HashSet<>(reader.partitionsOf(List.of(Actions.TOPIC)));
            reader.assign(partitions);
            partitions.forEach(partition -> reader.commit(Map.of(partition, new CommittedPosition(offset))));
        }
    }

    @Test
    void pausesAndWaitsWhileTheSinkIsDown() {
        sink.down(true);
        Worker worker = start();
        Actions.append(log, Actions.ids("a", 20));
        await().until(() -> worker.status().state() == WorkerStatus.State.WAITING);

        sink.down(false);

        awaitStored(20);
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void losesAndDeadLettersNothingWhenTheSinkFailsInMidStream() {
        Worker worker = start();
        Actions.append(log, Actions.ids("a", 20));
        awaitStored(20);
        sink.down(true);
        Actions.append(log, Actions.ids("b", 200));
        await().until(() -> worker.status().partitions().stream()
                .anyMatch(status -> status.pauses().contains(PauseReason.SINK_DOWN)));
        assertThat(worker.status().buffered()).isLessThanOrEqualTo(50 + ReaderSettings.DEFAULT_MAX_POLL_RECORDS);
        assertThat(worker.status().lastError())
                .hasValueSatisfying(
                        error -> assertThat(error.message()).isEqualTo("Cannot reach sink: it is down, got: nothing"));

        sink.down(false);

        awaitStored(220);
        assertThat(deadLetters()).isEmpty();
        await().until(() -> worker.status().partitions().stream()
                .allMatch(status -> status.pauses().isEmpty()));
    }

    @Test
    void storesOnceWhatACommitWithoutAnswerHasStored() {
        sink.leaveUnanswered(3);

        Worker worker = start();
        Actions.append(log, Actions.ids("a", 100));

        awaitStored(100);
        await().until(() -> worker.status().total().stored() == 100);
        assertThat(worker.status().total().duplicates()).isZero();
    }

    @Test
    void deadLettersWhatItCannotReadByteForByteAndGoesOn() {
        Actions.append(log, Actions.ids("a", 5));
        Actions.appendRaw(log, "bad", "{\"agent_name\": nonsense");
        Actions.append(log, Actions.ids("b", 5));

        Worker worker = start();

        awaitStored(10);
        await().until(() -> deadLetters().size() == 1);
        LogRecord letter = deadLetters().getFirst();
        assertThat(letter.value()).asString(StandardCharsets.UTF_8).isEqualTo("{\"agent_name\": nonsense");
        assertThat(letter.key()).asString(StandardCharsets.UTF_8).isEqualTo("bad");
        assertThat(letter.headers())
                .contains(
                        Header.of("ce_id", "bad"),
                        Header.of("x-own", "kept"),
                        Header.of("x-agentbus-dlq-topic", "agent-actions"),
                        Header.of("x-agentbus-dlq-group", "db-writer-group"),
                        Header.of("x-agentbus-dlq-class", "dev.agentbus.events.codec.Undecodable"),
                        Header.of("x-agentbus-dlq-field", "$"),
                        Header.of("x-agentbus-dlq-rule", "syntax"),
                        Header.of("x-agentbus-dlq-attempts", "1"));
        await().until(() -> worker.status().total().deadLettered() == 1);
    }

    @Test
    void namesTheDeadLettersOfOneRecordTheSame() {
        Actions.appendRaw(log, "bad", "[]");
        sink.leaveUnanswered(0);
        start();
        await().until(() -> deadLetters().size() == 1);
        workers.removeFirst().stop();
        sink.position(deadLetterSource(), Claim.NONE);

        start();

        await().until(() -> deadLetters().size() == 2);
        assertThat(deadLetters().get(0).headers().getFirst())
                .isEqualTo(deadLetters().get(1).headers().getFirst());
        assertThat(deadLetters().get(0).headers().getFirst().name()).isEqualTo("ce_id");
    }

    private LogPartition deadLetterSource() {
        return deadLetters().getFirst().headers().stream()
                .filter(header -> header.name().equals("x-agentbus-dlq-partition"))
                .map(header -> Actions.partition(Integer.parseInt(header.text())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isolatesTheEventsTheSinkRefuses() {
        sink.refuse(event -> Set.of("a-17", "a-63").contains(event.id().value()));
        Actions.append(log, Actions.ids("a", 100));

        Worker worker = start();

        awaitStored(98);
        await().until(() -> deadLetters().size() == 2);
        assertThat(deadLetters())
                .allSatisfy(letter -> assertThat(letter.headers())
                        .contains(
                                Header.of("x-agentbus-dlq-rule", "sink"),
                                Header.of("x-agentbus-dlq-handler", "MemorySink")));
        assertThat(sink.attempts()).isLessThan(10 + 2 * 2 * 5 + 10);
        await().until(() -> worker.status().total().deadLettered() == 2);
    }

    @Test
    void doesNotSearchForTheEventThatTheSinkNames() {
        sink.refuse(event -> Set.of("a-17", "a-63").contains(event.id().value()));
        sink.nameWhatIsRefused();
        Actions.append(log, Actions.ids("a", 100));

        start();

        awaitStored(98);
        await().until(() -> deadLetters().size() == 2);
        assertThat(sink.attempts()).isEqualTo(sink.batchSizes().size() + 2);
    }

    @Test
    void waitsWhenTheDeadLettersCannotBeKept() {
        MemoryLog withoutDeadLetters = new MemoryLog().withTopic(Actions.TOPIC.value(), 1);
        Actions.appendRaw(withoutDeadLetters, "bad", "[]");
        Actions.append(withoutDeadLetters, Actions.ids("a", 3));
        Worker worker = new Worker(withoutDeadLetters, sink, SETTINGS, meters);
        workers.add(worker);
        worker.start();
        await().until(() -> worker.status().state() == WorkerStatus.State.WAITING);
        assertThat(sink.position(Actions.partition(0))).isEqualTo(Claim.NONE);

        withoutDeadLetters.withTopic(Actions.DEAD_LETTERS.value(), 1);

        awaitStored(3);
        assertThat(withoutDeadLetters.recordsOf(new LogPartition(Actions.DEAD_LETTERS, 0)))
                .hasSize(1);
    }

    @Test
    void sharesPartitionsWithASecondWorkerAndDoublesNothing() {
        Worker first = start();
        Actions.append(log, Actions.ids("a", 50));
        await().until(() -> first.status().partitions().size() == 3);

        Worker second = start();
        await().until(() -> second.status().partitions().size() == 1);
        Actions.append(log, Actions.ids("b", 50));

        awaitStored(100);
        await().until(() ->
                first.status().total().stored() + second.status().total().stored() == 100);
    }

    @Test
    void joinsAgainWhenAnotherHasClaimedItsPartitions() {
        Worker worker = start();
        Actions.append(log, Actions.ids("a", 20));
        awaitStored(20);

        sink.claim(
                new ConsumerId("memory", SETTINGS.group()),
                Set.of(Actions.partition(0), Actions.partition(1), Actions.partition(2)));
        Actions.append(log, Actions.ids("b", 20));

        awaitStored(40);
        assertThat(worker.status().lastError()).isPresent();
        assertThat(meters.get("agentbus_worker_rejoins").counter().count()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void stopsFetchingATopicForAsLongAsAPersonWants() {
        Worker worker = start();
        await().until(() -> worker.status().partitions().size() == 3);
        worker.pause(Actions.TOPIC);
        await().until(() -> worker.status().partitions().stream()
                .allMatch(status -> status.pauses().contains(PauseReason.OPERATOR)));
        Actions.append(log, Actions.ids("a", 20));
        await().during(Duration.ofMillis(200)).until(() -> sink.ids().isEmpty());

        worker.resume(Actions.TOPIC);

        awaitStored(20);
    }

    @Test
    void pausesAPartitionWhosePositionLiesBeyondTheLog() {
        sink.position(Actions.partition(1), 1_000);
        Actions.append(log, Actions.ids("a", 60));

        Worker worker = start();

        await().until(() -> worker.status().partitions().stream()
                .anyMatch(status -> status.partition().equals(Actions.partition(1))
                        && status.pauses().equals(Set.of(PauseReason.OUT_OF_RANGE))));
        int readable = log.recordsOf(Actions.partition(0)).size()
                + log.recordsOf(Actions.partition(2)).size();
        awaitStored(readable);
        assertThat(worker.status().lastError())
                .hasValueSatisfying(error -> assertThat(error.message())
                        .startsWith("Cannot read agent-actions-1: its stored position 1000 lies beyond the log's end"));
    }

    @Test
    void goesOnAtTheBeginningOfALogThatHasForgottenAndCountsWhatIsLost() {
        MemoryLog one = Actions.log(1);
        Actions.append(one, Actions.ids("a", 40));
        sink.position(Actions.partition(0), 10);
        Worker worker = new Worker(new ForgetfulLog(one, 25), sink, SETTINGS, meters);
        workers.add(worker);

        worker.start();

        awaitStored(15);
        assertThat(worker.status().total().lost()).isEqualTo(15);
        assertThat(worker.status().lastError())
                .hasValueSatisfying(error -> assertThat(error.message())
                        .isEqualTo("Cannot read all of agent-actions-0: the log begins at 25,"
                                + " got: 15 events lost to retention"));
    }

    @Test
    void storesWhatIsInMemoryBeforeItStops() {
        WorkerSettings patient = SETTINGS.withBuffer(new BufferLimits(1_000, 1 << 20))
                .withBatch(new BatchLimits(1_000, 1 << 20, Duration.ofMinutes(5)));
        Worker worker = new Worker(log, sink, patient, meters);
        worker.start();
        Actions.append(log, Actions.ids("a", 30));
        await().until(() -> worker.status().total().consumed() == 30);

        worker.stop();

        assertThat(sink.ids()).hasSize(30);
        assertThat(worker.status().state()).isEqualTo(WorkerStatus.State.STOPPED);
    }

    @Test
    void survivesALogThatIsGoneForAWhile() {
        Worker worker = start();
        Actions.append(log, Actions.ids("a", 10));
        awaitStored(10);

        log.disconnect();
        await().until(() -> worker.status().lastError().isPresent());
        log.reconnect();
        Actions.append(log, Actions.ids("b", 10));

        awaitStored(20);
    }

    /// The thread would end, and nobody would carry on.
    @Test
    void survivesACheckOfTheLogThatFailsInAWayNobodyForesaw() {
        AtomicBoolean broken = new AtomicBoolean(true);
        Worker worker = new Worker(new BrokenLog(log, broken), sink, SETTINGS, meters);
        workers.add(worker);
        worker.start();
        await().until(() -> worker.status().lastError().isPresent());

        broken.set(false);
        Actions.append(log, Actions.ids("a", 10));

        awaitStored(10);
    }

    private record BrokenLog(EventLog log, AtomicBoolean broken) implements ForwardingLog {
        @Override
        public void check() {
            if (broken.get()) {
                throw new IllegalStateException("Cannot check: test, got: test");
            }
        }
    }

    @Test
    void mirrorsItsPositionsToTheGroup() {
        start();
        Actions.append(log, Actions.ids("a", 30));
        awaitStored(30);

        try (LogReader reader = log.reader(ReaderSettings.ofGroup(SETTINGS.group()))) {
            Set<LogPartition> partitions = new HashSet<>(reader.partitionsOf(List.of(Actions.TOPIC)));
            await().until(() -> reader.committed(partitions).values().stream()
                            .mapToLong(CommittedPosition::next)
                            .sum()
                    == 30);
        }
    }
}
