package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.memory.MemoryLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldingSinkTest {
    private static final WorkerSettings SETTINGS = WorkerSettings.ofGroup("holders")
            .withBatch(new BatchLimits(10, 1 << 20, Duration.ofMillis(50)))
            .withRetry(new RetryDelays(Duration.ofMillis(10), Duration.ofMillis(50)));

    private final MemoryLog log = Actions.log(3);
    private final Store store = new Store();
    private final List<Worker> workers = new ArrayList<>();

    /// What outlives the processes: ids that were written, and positions.
    private static final class Store {
        private final List<String> written = new ArrayList<>();
        private final Map<LogPartition, Long> positions = new HashMap<>();
        private boolean down;
        private int refusals;

        synchronized List<String> written() {
            return List.copyOf(written);
        }

        synchronized void down(boolean isDown) {
            down = isDown;
        }

        synchronized int refusals() {
            return refusals;
        }

        synchronized void write(LogPartition partition, List<String> ids, long next) {
            if (down) {
                refusals++;
                throw new TransientFailure("Cannot write: the store is down, got: nothing");
            }
            written.addAll(ids);
            positions.put(partition, next);
        }

        synchronized long position(LogPartition partition) {
            return positions.getOrDefault(partition, Claim.NONE);
        }
    }

    /// Holds everything until it is asked to write.
    ///
    /// @param byClock whether it writes when it is asked now and then
    private record Holder(Store store, boolean byClock, Map<LogPartition, Pending> held) implements HoldingSink {
        private record Pending(List<String> ids, long next) {}

        @Override
        public Collection<Contract> contracts() {
            return List.of(Actions.CONTRACT);
        }

        @Override
        public void prepare() {}

        @Override
        public Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
            Map<LogPartition, Claim> claims = new HashMap<>();
            for (LogPartition partition : partitions) {
                held.remove(partition);
                claims.put(partition, new Claim(1, store.position(partition)));
            }
            return claims;
        }

        @Override
        public StoreOutcome store(Batch batch) {
            for (Advance advance : batch.advances()) {
                Pending before = held.getOrDefault(advance.partition(), new Pending(List.of(), 0));
                List<String> ids = new ArrayList<>(before.ids());
                batch.events().stream()
                        .filter(event -> event.position().partition()
                                == advance.partition().number())
                        .forEach(event -> ids.add(event.id().value()));
                held.put(advance.partition(), new Pending(ids, advance.to()));
            }
            return new StoreOutcome.Stored(Map.of());
        }

        @Override
        public StoreOutcome writeDue(Set<LogPartition> owned) {
            held.keySet().retainAll(owned);
            return byClock ? writeAll(owned) : new StoreOutcome.Stored(Map.of());
        }

        @Override
        public StoreOutcome writeAll(Set<LogPartition> owned) {
            for (LogPartition partition : List.copyOf(held.keySet())) {
                Pending pending = held.getOrDefault(partition, new Pending(List.of(), 0));
                store.write(partition, pending.ids(), pending.next());
                held.remove(partition);
            }
            return new StoreOutcome.Stored(Map.of());
        }

        @Override
        public boolean rehearse(Batch batch) {
            return false;
        }
    }

    @AfterEach
    void stopWorkers() {
        workers.forEach(Worker::stop);
    }

    private Worker start(Holder holder) {
        Worker worker = new Worker(log, holder, SETTINGS, new SimpleMeterRegistry());
        workers.add(worker);
        worker.start();
        return worker;
    }

    private Holder holder() {
        return new Holder(store, false, new TreeMap<>());
    }

    private Holder writingByClock() {
        return new Holder(store, true, new TreeMap<>());
    }

    @Test
    void writesWhatIsHeldWhenTheWorkerStops() {
        Actions.append(log, Actions.ids("a", 30));
        Worker worker = start(holder());
        await().until(() -> worker.status().total().stored() == 30);
        assertThat(store.written()).isEmpty();

        worker.stop();

        assertThat(store.written()).containsExactlyInAnyOrderElementsOf(Actions.ids("a", 30));
    }

    @Test
    void writesByTheClockWhenNoMoreEventsCome() {
        Actions.append(log, Actions.ids("a", 5));

        start(writingByClock());

        await().until(() -> store.written().size() == 5);
    }

    @Test
    void waitsForAStoreThatIsDownAndLosesNothing() {
        store.down(true);
        Actions.append(log, Actions.ids("a", 5));
        Worker worker = start(writingByClock());
        await().until(() -> store.refusals() > 1);
        assertThat(worker.status().state()).isEqualTo(WorkerStatus.State.WAITING);

        Actions.append(log, Actions.ids("b", 5));
        store.down(false);

        await().until(() -> store.written().size() == 10);
        assertThat(store.written()).doesNotHaveDuplicates();
        await().until(() -> worker.status().state() == WorkerStatus.State.RUNNING);
    }

    @Test
    void readsAgainWhatWasHeldAndNotWritten() {
        store.down(true);
        Actions.append(log, Actions.ids("a", 20));
        Worker dying = start(holder());
        await().until(() -> dying.status().total().stored() == 20);
        dying.stop();
        assertThat(store.written()).isEmpty();
        store.down(false);

        start(writingByClock());

        await().until(() -> store.written().size() == 20);
        assertThat(store.written()).doesNotHaveDuplicates();
    }
}
