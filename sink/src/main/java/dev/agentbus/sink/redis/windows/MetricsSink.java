package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.BatchLimits;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.BufferLimits;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.RecordDecoder;
import dev.agentbus.process.StoreOutcome;
import dev.agentbus.process.Unanswered;
import dev.agentbus.process.WorkerSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the events of every contract that has a table, each once, in the windows of its time. Safe
/// for several workers at once.
///
/// What can't be read is left to the writer, which makes a dead letter of it; here it is only counted,
/// or there would be two letters of one record.
public final class MetricsSink implements BatchSink {
    public static final String GROUP = "metrics-group";
    /// A call carries as much as a script may take without holding others up for long.
    private static final BatchLimits BATCH = new BatchLimits(5_000, 4 << 20, Duration.ofMillis(500));

    private static final BufferLimits BUFFER = new BufferLimits(10_000, 8 << 20);
    /// Marks change only by this worker's own hand, ids by others' too: one more look is nearly always
    /// enough.
    private static final int MAX_LOOKS = 5;
    /// Only numbers of duplicates are forgotten with them.
    private static final int MAX_UNANSWERED = 100;

    private final MetricsStore store;
    private final List<Contract> contracts;
    private final List<WindowSize> sizes;
    private final MetricsCounters counters;
    private final Clock clock;
    /// Batches that were sent and never answered, with the duplicates they have if they were carried
    /// out.
    private final Map<List<Advance>, Map<TopicName, Integer>> unanswered = new ConcurrentHashMap<>();

    /// @param store stays the caller's to close
    public MetricsSink(
            MetricsStore store, Contracts contracts, WindowSettings windows, MetricsCounters counters, Clock clock) {
        this.store = store;
        this.contracts = contracts.all().stream()
                .filter(contract -> contract.table().isPresent())
                .toList();
        this.sizes = windows.sizes();
        this.counters = counters;
        this.clock = clock;
    }

    /// A worker's settings for this sink.
    public static WorkerSettings workerSettings() {
        return workerSettings(GROUP);
    }

    /// Another group counts into the same windows: only where there is no first one.
    public static WorkerSettings workerSettings(String group) {
        return WorkerSettings.ofGroup(group).withBuffer(BUFFER).withBatch(BATCH);
    }

    @Override
    public Collection<Contract> contracts() {
        return contracts;
    }

    @Override
    public RecordDecoder decoder(Contract contract) {
        RecordDecoder events = RecordDecoder.ofEvents(contract);
        RecordDecoder records = RecordDecoder.ofRecords(contract);
        return record -> {
            try {
                return events.decode(record);
            } catch (RuntimeException | StackOverflowError _unreadable) {
                return records.decode(record);
            }
        };
    }

    @Override
    public void prepare() {
        store.check();
    }

    @Override
    public Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        return store.claim(consumer, partitions);
    }

    @Override
    public StoreOutcome store(Batch batch) {
        SampleReader reader = new SampleReader();
        List<Sample> samples = batch.events().stream()
                .filter(MetricsSink::isReadable)
                .map(reader::read)
                .toList();
        Answer.Known known = Answer.Known.NOTHING;
        for (int look = 0; look < MAX_LOOKS; look++) {
            Fold fold = Fold.of(samples, sizes, known, clock.millis());
            switch (apply(batch, fold)) {
                case Answer.Done _ -> {
                    counters.counted(fold, batch.events().size() - samples.size());
                    return new StoreOutcome.Stored(fold.duplicates());
                }
                case Answer.Already _ -> {
                    return new StoreOutcome.Stored(
                            Objects.requireNonNullElse(unanswered.remove(batch.advances()), Map.of()));
                }
                case Answer.Fenced fenced -> {
                    return new StoreOutcome.Fenced(fenced.reason());
                }
                case Answer.Known more -> known = known.and(more);
            }
        }
        throw new TransientFailure(
                "Cannot count events: others take their ids while they are looked at, got: %d looks at %s"
                        .formatted(MAX_LOOKS, batch.advances()));
    }

    private Answer apply(Batch batch, Fold fold) {
        try {
            return store.apply(new Change(batch.consumer(), batch.advances(), fold.mentions(), fold.windows()));
        } catch (Unanswered e) {
            if (unanswered.size() >= MAX_UNANSWERED) {
                unanswered.clear();
            }
            unanswered.put(batch.advances(), fold.duplicates());
            throw e;
        }
    }

    private static boolean isReadable(DecodedEvent event) {
        return event.raw().isEmpty();
    }

    /// No event can be refused, so only the store itself is asked.
    @Override
    public boolean rehearse(Batch batch) {
        return store.rehearse(batch.consumer(), batch.advances());
    }
}
