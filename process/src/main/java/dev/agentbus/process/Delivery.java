package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.deadletter.Attempts;
import dev.agentbus.process.deadletter.Disposition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Brings one batch to its end: hopeless records into the dead letters, the rest into the sink. Can
/// be run again after an outage and goes on where it stopped. One thread at a time.
///
/// - A record that the sink names is given up, and the rest stored again. A batch the sink refuses
///   without a name is halved until the bad record stands alone, so that `k` bad ones among `n` cost
///   O(k log n) transactions.
/// - After an outage the first record goes alone, as a probe; each success doubles the next part.
/// - A record that keeps failing by itself while the one behind it would pass is no outage
///   ([HeadOfLine]).
final class Delivery {
    /// Transactions per run: how long a batch may keep the lane before a rebalance or a stop gets its
    /// turn.
    private static final int BUDGET = 64;

    /// How a run ended.
    sealed interface Result {
        record Delivered() implements Result {}

        /// Its budget is used up; to be run again at once.
        record Unfinished() implements Result {}

        /// To be run again after a while.
        ///
        /// @param witnessWanted another event is needed to tell whether the first one alone is what
        ///     fails
        record Postponed(TransientFailure cause, boolean witnessWanted) implements Result {}

        record Fenced(String reason) implements Result {}
    }

    private final ConsumerId consumer;
    private final BatchSink sink;
    private final WorkerParts parts;
    private final HeadOfLine headOfLine;
    private final Deque<List<Entry>> pending = new ArrayDeque<>();
    private final Map<LogPartition, Claim> positions = new HashMap<>();
    private final Lettering lettering;
    /// Records per part at most: all, or after an outage 1, then twice as many with each success.
    private int window = Integer.MAX_VALUE;
    /// The first part may be stored already: it has to be given to the sink as it was.
    private boolean unsettled;

    Delivery(ConsumerId consumer, BatchSink sink, WorkerParts parts, Lettering lettering) {
        this.lettering = lettering;
        this.consumer = consumer;
        this.sink = sink;
        this.parts = parts;
        this.headOfLine = new HeadOfLine(sink);
    }

    /// Before the first run.
    void begin(List<Entry> entries, Map<LogPartition, Claim> claims) {
        pending.addLast(List.copyOf(entries));
        positions.putAll(claims);
    }

    /// The partitions' positions as the sink has them, as far as this delivery has come.
    Map<LogPartition, Claim> positions() {
        return Map.copyOf(positions);
    }

    /// Leaves out what is not ours any more. Not while it runs.
    void drop(Set<LogPartition> partitions) {
        List<Entry> first = pending.peekFirst();
        if (first != null && first.stream().allMatch(entry -> partitions.contains(entry.partition()))) {
            unsettled = false;
        }
        List<List<Entry>> kept = pending.stream()
                .map(part -> part.stream()
                        .filter(entry -> !partitions.contains(entry.partition()))
                        .toList())
                .filter(part -> !part.isEmpty())
                .toList();
        pending.clear();
        pending.addAll(kept);
        positions.keySet().removeAll(partitions);
    }

    /// Whether it begins with what has no dead letter yet.
    boolean needsLetters() {
        return !pending.isEmpty() && lettering.isDue(pending.getFirst());
    }

    /// @param behind events that follow this batch, to compare a failing one with
    /// @param ahead what is hopeless among them, to be given up along with this batch's
    Result run(List<Entry.Decoded> behind, List<Entry.Hopeless> ahead) {
        try {
            for (int stores = 0; stores < BUDGET; stores++) {
                if (pending.isEmpty()) {
                    return new Result.Delivered();
                }
                if (storeFirstPart(ahead) instanceof StoreOutcome.Fenced fenced) {
                    return new Result.Fenced(fenced.reason());
                }
            }
            return pending.isEmpty() ? new Result.Delivered() : new Result.Unfinished();
        } catch (TransientFailure e) {
            window = 1;
            unsettled |= e instanceof Unanswered;
            return new Result.Postponed(e, judgeHead(e, behind));
        }
    }

    private StoreOutcome storeFirstPart(List<Entry.Hopeless> ahead) {
        List<Entry> part = firstPart();
        int mark = parts.guard().take(part.stream().map(Entry::record).toList());
        try {
            lettering.write(part, ahead);
            return store(part, batchOf(part));
        } finally {
            parts.guard().release(mark);
        }
    }

    /// The first part, no longer than the window unless it has to stay as it is.
    private List<Entry> firstPart() {
        List<Entry> first = pending.getFirst();
        if (first.size() > window && !unsettled) {
            pending.removeFirst();
            pending.addFirst(first.subList(window, first.size()));
            pending.addFirst(first.subList(0, window));
        }
        return pending.getFirst();
    }

    private StoreOutcome store(List<Entry> part, Batch batch) {
        StoreOutcome outcome;
        long begun = parts.time().now();
        try {
            outcome = sink.store(batch);
            parts.counters().took(parts.time().now() - begun);
        } catch (PermanentFailure e) {
            isolate(part, batch, e);
            return new StoreOutcome.Stored(Map.of());
        }
        if (outcome instanceof StoreOutcome.Stored stored) {
            pending.removeFirst();
            unsettled = false;
            window = window > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : window * 2;
            advance(batch);
            lettering.forget(part);
            parts.counters().stored(batch.events(), stored.duplicates(), now());
        }
        return outcome;
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
            parts.guard().acquit(advance.partition(), advance.to());
        }
    }

    /// Gives up the event that is bad, or replaces a refused part by its halves until it stands alone.
    private void isolate(List<Entry> part, Batch batch, PermanentFailure cause) {
        if (batch.events().isEmpty()) {
            throw new TransientFailure(
                    "Cannot store positions: the sink refuses them, got: " + cause.getMessage(), cause);
        }
        pending.removeFirst();
        int named = part.size() == 1 ? 0 : indexOf(part, cause);
        if (named >= 0) {
            List<Entry> without = new ArrayList<>(part);
            without.set(
                    named,
                    new Entry.Hopeless(part.get(named).record(), cause, Disposition.POISON, Attempts.one(now())));
            pending.addFirst(List.copyOf(without));
            return;
        }
        int middle = part.size() / 2;
        pending.addFirst(part.subList(middle, part.size()));
        pending.addFirst(part.subList(0, middle));
    }

    /// @return -1 when the sink did not say which it is
    private static int indexOf(List<Entry> part, PermanentFailure cause) {
        if (cause instanceof RefusedEvent refused) {
            for (int i = 0; i < part.size(); i++) {
                if (part.get(i) instanceof Entry.Decoded decoded
                        && decoded.event().position().equals(refused.position())) {
                    return i;
                }
            }
        }
        return -1;
    }

    /// Gives the first record up if it alone is what fails.
    ///
    /// @return whether nothing has shown yet that others would pass
    private boolean judgeHead(TransientFailure cause, List<Entry.Decoded> behind) {
        List<Entry> head = pending.getFirst();
        if (head.size() > 1 || !(head.getFirst() instanceof Entry.Decoded suspect)) {
            return false;
        }
        List<Batch> witnesses = witnessesTo(suspect, behind).stream()
                .map(entry -> batchOf(List.of(entry)))
                .toList();
        HeadOfLine.Verdict verdict = headOfLine.failed(suspect, witnesses, cause, now());
        if (verdict instanceof HeadOfLine.Verdict.Bad bad) {
            pending.removeFirst();
            pending.addFirst(List.of(bad.letter()));
        }
        return verdict instanceof HeadOfLine.Verdict.Open;
    }

    private List<Entry.Decoded> witnessesTo(Entry.Decoded suspect, List<Entry.Decoded> behind) {
        List<Entry.Decoded> witnesses = new ArrayList<>();
        for (List<Entry> part : pending) {
            for (Entry entry : part) {
                if (entry instanceof Entry.Decoded decoded && !decoded.equals(suspect)) {
                    witnesses.add(decoded);
                }
            }
        }
        behind.stream()
                .filter(entry -> positions.containsKey(entry.partition()))
                .forEach(witnesses::add);
        return witnesses;
    }

    private Instant now() {
        return parts.time().clock().instant();
    }
}
