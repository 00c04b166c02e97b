package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.EventId;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.memory.MemoryLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Two workers, a log and a sink, and faults dealt out by a seed: afterwards every event is in the
/// sink once or, if it is bad, in the dead letters. `-Dfaults.rounds=5` for more rounds,
/// `-Dfaults.seed` to repeat one.
class WorkerFaultMixTest {
    private static final int STEPS = 40;
    private static final WorkerSettings SETTINGS = WorkerSettings.DEFAULT
            .withBatch(new BatchLimits(10, 1 << 20, Duration.ofMillis(5)))
            .withBuffer(new BufferLimits(50, 1 << 20))
            .withRetry(new RetryDelays(Duration.ofMillis(5), Duration.ofMillis(20)));

    private final MemoryLog log = Actions.log(4);
    private final ForgetfulLog watched = new ForgetfulLog(log, 0);
    private final MemorySink sink = new MemorySink(Actions.CONTRACT);
    private final List<Worker> workers = new ArrayList<>();
    private final Set<String> good = new TreeSet<>();
    private final Set<String> bad = new TreeSet<>();
    private int produced;

    @Test
    void bringsEveryEventToOneEndWhateverHappens() {
        long first = Long.getLong("faults.seed", System.nanoTime());
        for (int round = 0; round < Integer.getInteger("faults.rounds", 1); round++) {
            long seed = first + round;
            System.out.println("faults.seed=" + seed);
            mix(new Random(seed));
        }
        workers.forEach(Worker::stop);
    }

    private void mix(Random random) {
        sink.refuse(event -> bad.contains(event.id().value()));
        startWorker();
        startWorker();
        for (int step = 0; step < STEPS; step++) {
            produce(random);
            fault(random);
            LockSupport.parkNanos(random.nextInt(20) * 1_000_000L);
        }
        log.reconnect();
        sink.down(false);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(new TreeSet<>(sink.ids())).isEqualTo(good));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(deadLetterIds()).hasSize(bad.size()));
        assertThat(sink.doubled()).isZero();
        while (!workers.isEmpty()) {
            workers.removeLast().stop();
        }
    }

    private void startWorker() {
        Worker worker = new Worker(watched, sink, SETTINGS, new SimpleMeterRegistry());
        workers.add(worker);
        worker.start();
    }

    private void produce(Random random) {
        log.reconnect();
        List<String> ids = new ArrayList<>();
        for (int i = random.nextInt(60); i > 0; i--) {
            String id = EventId.named("event-" + produced++).value();
            ids.add(id);
            (random.nextInt(50) == 0 ? bad : good).add(id);
        }
        Actions.append(log, ids);
        if (random.nextInt(5) == 0) {
            String id = "unreadable-" + produced++;
            bad.add(id);
            Actions.appendRaw(log, id, "not JSON");
        }
    }

    private void fault(Random random) {
        switch (random.nextInt(8)) {
            case 0 -> sink.down(true);
            case 1, 2 -> sink.down(false);
            case 3 -> sink.leaveUnanswered(1 + random.nextInt(3));
            case 4 -> log.disconnect();
            case 5 -> expire(random);
            case 6 -> claimAsAnother(random);
            default -> {
                workers.remove(random.nextInt(workers.size())).stop();
                startWorker();
            }
        }
    }

    private void claimAsAnother(Random random) {
        sink.down(false);
        sink.claim(new ConsumerId("memory", SETTINGS.group()), Set.of(Actions.partition(random.nextInt(4))));
    }

    private void expire(Random random) {
        List<LogReader> readers = List.copyOf(watched.readers());
        if (!readers.isEmpty()) {
            log.expire(readers.get(random.nextInt(readers.size())));
        }
    }

    private Set<String> deadLetterIds() {
        Set<String> ids = new TreeSet<>();
        for (LogRecord letter : log.recordsOf(new LogPartition(Actions.DEAD_LETTERS, 0))) {
            ids.add(letter.headers().getFirst().text());
        }
        return ids;
    }
}
