package dev.agentbus.process;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A membership that carries events into a [BatchSink]: polls, decodes, batches, and has the [Lane]
/// claim and store.
final class SinkSession implements Session {
    private static final Logger log = LoggerFactory.getLogger(SinkSession.class);
    /// Longest sleep in a poll: how soon a stop, an operator's pause or the end of a store is
    /// noticed when idle.
    private static final Duration POLL_LIMIT = Duration.ofMillis(100);
    /// How long a revocation waits for a running store; well below any rebalance timeout. Fencing
    /// covers the rest.
    private static final Duration REVOKE_LIMIT = Duration.ofSeconds(10);

    private final ConsumerId consumer;
    private final LogReader reader;
    private final BatchSink sink;
    private final WorkerParts parts;
    private final EntryReader entries;
    private final Ownership ownership;
    private final BatchBuffer buffer;
    private final RateLimit rate;
    private final SinkHealth health;
    private final HeldWrites held;
    private final Lettering lettering;
    private @Nullable Delivery delivery;
    /// A failing event has nothing behind it in memory: one poll is to look for some.
    private boolean witnessWanted;
    /// The last poll has brought something.
    private boolean flowing;
    private boolean rejoin;
    private boolean draining;

    SinkSession(ConsumerId consumer, LogReader reader, BatchSink sink, WorkerParts parts) {
        this.consumer = consumer;
        this.reader = reader;
        this.sink = sink;
        this.parts = parts;
        this.entries = new EntryReader(parts);
        this.lettering = new Lettering(parts);
        this.rate =
                new RateLimit(parts.settings().eventsPerSecond(), parts.time().now());
        this.ownership = new Ownership(reader, parts, _ -> "");
        this.buffer = new BatchBuffer(parts.settings().batch(), parts.settings().buffer());
        this.health = new SinkHealth(consumer.group(), parts);
        this.held = new HeldWrites(sink, parts.time().now());
    }

    @Override
    public void join() {
        reader.subscribe(parts.decoders().keySet(), this);
    }

    /// Whether it has been fenced.
    @Override
    public boolean over() {
        return rejoin;
    }

    @Override
    public void abandon() {
        parts.lane().abandon();
    }

    @Override
    public void step() {
        long now = parts.time().now();
        parts.lane().settle();
        startNext(now);
        ownership.pause(PauseReason.BUFFER_FULL, buffer.full());
        ownership.pause(PauseReason.SINK_SLOW, parts.lane().busy() && health.slow(now));
        ownership.pause(PauseReason.SINK_DOWN, health.down() && !witnessWanted);
        ownership.pause(PauseReason.RATE, rate.exhausted(now));
        ownership.applyPauses();
        accept(reader.poll(pollLimit(now)));
        witnessWanted = false;
        ownership.pause(PauseReason.SINK_DOWN, health.down());
        ownership.look(now, buffer.events());
    }

    /// While the lane is busy and there is something for it to do next, nobody sleeps in a poll: either more is read
    /// ahead, or the lane's end is awaited. Nothing can be read of what is being claimed.
    private Duration pollLimit(long now) {
        boolean busy = parts.lane().busy();
        boolean moreReady = buffer.due(now) && !health.down();
        if (busy && (moreReady || !ownership.unclaimed().isEmpty())) {
            if (!flowing || !moreReady || buffer.ahead()) {
                parts.lane().await(POLL_LIMIT);
            }
            return Duration.ZERO;
        }
        long untilDue = busy ? Long.MAX_VALUE : buffer.nanosUntilDue(now);
        return Duration.ofNanos(Math.min(POLL_LIMIT.toNanos(), Math.max(untilDue, health.nanosUntilTry(now))));
    }

    private void startNext(long now) {
        if (parts.lane().busy() || rejoin || !health.mayTry(now)) {
            return;
        }
        Set<LogPartition> unclaimed = ownership.unclaimed();
        if (!unclaimed.isEmpty()) {
            submit(() -> claim(unclaimed));
            return;
        }
        if (delivery == null && held.due(now)) {
            Set<LogPartition> owned = ownership.claims().keySet();
            submit(() -> write(() -> held.write(owned), () -> {}));
            return;
        }
        if (delivery == null && (buffer.due(now) || (draining && buffer.events() > 0))) {
            Delivery fresh = new Delivery(consumer, sink, parts, lettering);
            fresh.begin(buffer.take(), ownership.claims());
            delivery = fresh;
        }
        Delivery next = delivery;
        if (next != null) {
            List<Entry.Decoded> behind = buffer.witnesses();
            List<Entry.Hopeless> ahead = next.needsLetters() ? buffer.hopeless() : List.of();
            submit(() -> deliver(next, behind, ahead));
        } else if (draining && held.unfinished()) {
            Set<LogPartition> owned = ownership.claims().keySet();
            submit(() -> write(() -> held.writeAll(owned), held::finished));
        } else if (health.down()) {
            submit(this::probe);
        }
    }

    private void submit(Callable<Runnable> work) {
        health.asked(parts.time().now());
        parts.lane().submit(work);
    }

    /// On the lane.
    private Runnable write(Supplier<StoreOutcome> writing, Runnable afterwards) {
        try {
            StoreOutcome outcome = writing.get();
            return () -> {
                afterwards.run();
                written(outcome);
            };
        } catch (TransientFailure e) {
            return () -> health.failed(e);
        }
    }

    private void written(StoreOutcome outcome) {
        held.written(parts.time().now());
        if (outcome instanceof StoreOutcome.Fenced fenced) {
            fenced(fenced.reason());
        } else if (health.down()) {
            health.answered();
        }
    }

    /// On the lane. What failed is not ours any more, and nothing else comes while all is paused.
    private Runnable probe() {
        try {
            sink.prepare();
            return health::answered;
        } catch (TransientFailure e) {
            return () -> health.failed(e);
        }
    }

    /// On the lane.
    private Runnable claim(Set<LogPartition> partitions) {
        try {
            sink.prepare();
            Map<LogPartition, Claim> claims = sink.claim(consumer, partitions);
            return () -> claimed(claims);
        } catch (TransientFailure e) {
            return () -> health.failed(e);
        }
    }

    /// On the lane.
    private Runnable deliver(Delivery running, List<Entry.Decoded> behind, List<Entry.Hopeless> ahead) {
        Delivery.Result result = running.run(behind, ahead);
        return () -> delivered(running, result);
    }

    private void claimed(Map<LogPartition, Claim> claims) {
        try {
            ownership.claimed(claims);
            health.answered();
        } catch (TransientFailure e) {
            health.failed(e);
        }
    }

    private void delivered(Delivery done, Delivery.Result result) {
        ownership.advanced(done.positions());
        switch (result) {
            case Delivery.Result.Delivered _ -> {
                delivery = null;
                health.answered();
            }
            case Delivery.Result.Unfinished _ -> health.answered();
            case Delivery.Result.Postponed postponed -> {
                health.failed(postponed.cause());
                witnessWanted = postponed.witnessWanted();
            }
            case Delivery.Result.Fenced fenced -> fenced(fenced.reason());
        }
    }

    private void fenced(String reason) {
        log.atWarn()
                .addKeyValue("group", consumer.group())
                .addKeyValue("reason", reason)
                .log("Fenced: another worker has taken over, joining again");
        parts.board().failed(reason, parts.time().clock().instant());
        parts.counters().rejoined();
        rejoin = true;
    }

    private void accept(List<LogRecord> records) {
        flowing = !records.isEmpty();
        if (!flowing) {
            return;
        }
        long now = parts.time().now();
        Map<LogPartition, Integer> accepted = new HashMap<>();
        for (LogRecord record : records) {
            if (ownership.accepts(record)) {
                buffer.add(entries.read(record), now);
                accepted.merge(record.partition(), 1, Integer::sum);
            }
        }
        rate.spent(records.size(), now);
        accepted.forEach((partition, count) -> parts.counters().consumed(partition.topic(), count));
    }

    /// Stores what is in memory, as far as the limit and the sink allow.
    @Override
    public void drain() {
        draining = true;
        long deadline = parts.time().now() + parts.settings().drainLimit().toNanos();
        reader.pause(reader.assignment());
        while ((delivery != null || buffer.events() > 0 || parts.lane().busy() || held.unfinished())
                && parts.time().now() < deadline
                && !health.down()
                && !rejoin) {
            parts.lane().settle();
            startNext(parts.time().now());
            parts.lane().await(POLL_LIMIT);
            ownership.stayMember();
        }
        parts.lane().settle();
        ownership.mirror();
    }

    @Override
    public void assigned(Set<LogPartition> partitions) {
        ownership.assigned(partitions);
        if (parts.board().state() == WorkerStatus.State.JOINING) {
            parts.board().state(WorkerStatus.State.RUNNING);
        }
    }

    @Override
    public void revoked(Set<LogPartition> partitions) {
        if (delivery != null && parts.lane().busy()) {
            parts.lane().await(REVOKE_LIMIT);
            parts.lane().settle();
        }
        if (!rejoin) {
            ownership.mirror();
        }
        drop(partitions);
    }

    @Override
    public void lost(Set<LogPartition> partitions) {
        drop(partitions);
    }

    private void drop(Set<LogPartition> partitions) {
        buffer.drop(partitions);
        Delivery pending = delivery;
        if (pending != null && !parts.lane().busy()) {
            pending.drop(partitions);
        }
        if (!parts.lane().busy()) {
            lettering.drop(partitions);
        }
        ownership.dropped(partitions);
    }
}
