package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Brings one batch to its end: hopeless records into the dead letters, the rest into the sink. A
/// batch the sink refuses is halved until the bad record stands alone, so that `k` bad ones among
/// `n` cost O(k log n) transactions. Can be run again after an outage and goes on where it stopped.
/// One thread at a time.
final class Delivery {
    /// How a run ended.
    sealed interface Result {
        record Delivered() implements Result {}

        record Postponed(TransientFailure cause) implements Result {}

        record Fenced(String reason) implements Result {}
    }

    private final ConsumerId consumer;
    private final BatchSink sink;
    private final DeadLetters deadLetters;
    private final WorkerCounters counters;
    private final Deque<List<Entry>> parts = new ArrayDeque<>();
    private final Map<LogPartition, Claim> positions = new HashMap<>();
    private final Set<Position> lettered = new HashSet<>();

    Delivery(ConsumerId consumer, BatchSink sink, DeadLetters deadLetters, WorkerCounters counters) {
        this.consumer = consumer;
        this.sink = sink;
        this.deadLetters = deadLetters;
        this.counters = counters;
    }

    /// Before the first run.
    void begin(List<Entry> entries, Map<LogPartition, Claim> claims) {
        parts.addLast(List.copyOf(entries));
        positions.putAll(claims);
    }

    /// The partitions' positions as the sink has them, as far as this delivery has come.
    Map<LogPartition, Claim> positions() {
        return Map.copyOf(positions);
    }

    /// Leaves out what is not ours any more. Not while it runs.
    void drop(Set<LogPartition> partitions) {
        List<List<Entry>> kept = parts.stream()
                .map(part -> part.stream()
                        .filter(entry -> !partitions.contains(entry.partition()))
                        .toList())
                .filter(part -> !part.isEmpty())
                .toList();
        parts.clear();
        parts.addAll(kept);
        positions.keySet().removeAll(partitions);
    }

    Result run() {
        try {
            while (!parts.isEmpty()) {
                if (storeFirstPart() instanceof StoreOutcome.Fenced fenced) {
                    return new Result.Fenced(fenced.reason());
                }
            }
            return new Result.Delivered();
        } catch (TransientFailure e) {
            return new Result.Postponed(e);
        }
    }

    private StoreOutcome storeFirstPart() {
        List<Entry> part = parts.getFirst();
        appendDeadLetters(part);
        Batch batch = batchOf(part);
        StoreOutcome outcome;
        try {
            outcome = sink.store(batch);
        } catch (PermanentFailure e) {
            isolate(part, batch, e);
            return new StoreOutcome.Stored(Map.of());
        }
        if (outcome instanceof StoreOutcome.Stored stored) {
            parts.removeFirst();
            advance(batch);
            counters.stored(batch.events(), stored.duplicates());
        }
        return outcome;
    }

    private void appendDeadLetters(List<Entry> part) {
        List<Entry.Hopeless> fresh = new ArrayList<>();
        for (Entry entry : part) {
            if (entry instanceof Entry.Hopeless hopeless
                    && !lettered.contains(entry.record().position())) {
                fresh.add(hopeless);
            }
        }
        if (!fresh.isEmpty()) {
            deadLetters.append(fresh);
            fresh.forEach(entry -> lettered.add(entry.record().position()));
            fresh.forEach(entry -> counters.deadLettered(entry.partition().topic()));
        }
    }

    private Batch batchOf(List<Entry> part) {
        List<DecodedEvent> events = new ArrayList<>(part.size());
        Map<LogPartition, Long> ends = new TreeMap<>();
        for (Entry entry : part) {
            ends.put(entry.partition(), entry.record().offset() + 1);
            if (entry instanceof Entry.Decoded decoded) {
                events.add(decoded.event());
            }
        }
        List<Advance> advances = new ArrayList<>(ends.size());
        ends.forEach((partition, end) -> {
            Claim claim = claimOf(partition);
            advances.add(new Advance(partition, claim.epoch(), claim.position(), end));
        });
        return new Batch(consumer, events, advances);
    }

    private Claim claimOf(LogPartition partition) {
        Claim claim = positions.get(partition);
        if (claim == null) {
            throw new IllegalStateException("Cannot store batch: no claim for its partition, got: " + partition);
        }
        return claim;
    }

    private void advance(Batch batch) {
        for (Advance advance : batch.advances()) {
            positions.put(advance.partition(), new Claim(advance.epoch(), advance.to()));
        }
    }

    /// Replaces a refused part by its halves, or by the dead letter it comes down to.
    private void isolate(List<Entry> part, Batch batch, PermanentFailure cause) {
        if (batch.events().isEmpty()) {
            throw new TransientFailure(
                    "Cannot store positions: the sink refuses them, got: " + cause.getMessage(), cause);
        }
        parts.removeFirst();
        if (part.size() == 1) {
            parts.addFirst(List.of(new Entry.Hopeless(part.getFirst().record(), cause)));
            return;
        }
        int middle = part.size() / 2;
        parts.addFirst(part.subList(middle, part.size()));
        parts.addFirst(part.subList(0, middle));
    }
}
