package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.AssignmentListener;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One membership in the group, from joining to leaving: polls, decodes, batches, and has the
/// [Lane] claim and store. Runs on the worker's thread, which owns the reader.
final class WorkerSession implements AssignmentListener {
    private static final Logger log = LoggerFactory.getLogger(WorkerSession.class);
    /// Longest sleep in a poll: how soon a stop, an operator's pause or the end of a store is
    /// noticed when idle.
    private static final Duration POLL_LIMIT = Duration.ofMillis(100);
    /// How long a revocation waits for a running store; well below any rebalance timeout. Fencing
    /// covers the rest.
    private static final Duration REVOKE_LIMIT = Duration.ofSeconds(10);

    private final ConsumerId consumer;
    private final LogReader reader;
    private final WorkerParts parts;
    private final Ownership ownership;
    private final BatchBuffer buffer;
    private final BackOff backOff;
    private @Nullable Delivery delivery;
    private boolean rejoin;
    private boolean draining;

    WorkerSession(ConsumerId consumer, LogReader reader, WorkerParts parts) {
        this.consumer = consumer;
        this.reader = reader;
        this.parts = parts;
        this.ownership = new Ownership(reader, parts);
        this.buffer = new BatchBuffer(parts.settings().batch(), parts.settings().buffer());
        this.backOff = new BackOff(parts.settings().retry(), ThreadLocalRandom.current());
    }

    /// Returns when asked to stop, after draining; or when fenced, having dropped everything.
    void run(BooleanSupplier stopped) {
        reader.subscribe(parts.decoders().keySet(), this);
        try {
            while (!stopped.getAsBoolean() && !rejoin) {
                step();
            }
            if (!rejoin) {
                drain();
            }
        } finally {
            parts.lane().abandon();
        }
    }

    private void step() {
        long now = System.nanoTime();
        parts.lane().settle();
        startNext(now);
        ownership.pause(buffer.full(), backOff.failures() > 0);
        accept(reader.poll(pollLimit(now)));
        ownership.look(now, buffer.events());
    }

    private Duration pollLimit(long now) {
        boolean moreReady = buffer.due(now) && backOff.failures() == 0;
        if (moreReady && parts.lane().busy()) {
            parts.lane().await(POLL_LIMIT);
            return Duration.ZERO;
        }
        long untilDue = parts.lane().busy() ? Long.MAX_VALUE : buffer.nanosUntilDue(now);
        return Duration.ofNanos(Math.min(POLL_LIMIT.toNanos(), Math.max(untilDue, backOff.nanosUntilTry(now))));
    }

    private void startNext(long now) {
        if (parts.lane().busy() || rejoin || !backOff.mayTry(now)) {
            return;
        }
        Set<LogPartition> unclaimed = ownership.unclaimed();
        if (!unclaimed.isEmpty()) {
            parts.lane().submit(() -> claim(unclaimed));
            return;
        }
        if (delivery == null && (buffer.due(now) || (draining && buffer.events() > 0))) {
            Delivery fresh = new Delivery(consumer, parts.sink(), parts.deadLetters(), parts.counters());
            fresh.begin(buffer.take(), ownership.claims());
            delivery = fresh;
        }
        Delivery next = delivery;
        if (next != null) {
            parts.lane().submit(() -> deliver(next));
        }
    }

    /// On the lane.
    private Runnable claim(Set<LogPartition> partitions) {
        try {
            parts.sink().prepare();
            Map<LogPartition, Claim> claims = parts.sink().claim(consumer, partitions);
            return () -> claimed(claims);
        } catch (TransientFailure e) {
            return () -> failed(e);
        }
    }

    /// On the lane.
    private Runnable deliver(Delivery running) {
        Delivery.Result result = running.run();
        return () -> delivered(running, result);
    }

    private void claimed(Map<LogPartition, Claim> claims) {
        try {
            ownership.claimed(claims);
            recovered();
        } catch (TransientFailure e) {
            failed(e);
        }
    }

    private void delivered(Delivery done, Delivery.Result result) {
        ownership.advanced(done.positions());
        switch (result) {
            case Delivery.Result.Delivered _ -> {
                delivery = null;
                recovered();
            }
            case Delivery.Result.Postponed postponed -> failed(postponed.cause());
            case Delivery.Result.Fenced fenced -> fenced(fenced.reason());
        }
    }

    private void recovered() {
        if (backOff.failures() > 0) {
            log.atInfo().addKeyValue("group", consumer.group()).log("Storing again");
        }
        backOff.succeeded();
        parts.board().state(WorkerStatus.State.RUNNING);
    }

    private void failed(TransientFailure cause) {
        if (backOff.failures() == 0) {
            log.atWarn().addKeyValue("group", consumer.group()).setCause(cause).log("Can't store now, waiting");
        }
        backOff.failed(System.nanoTime());
        parts.board()
                .failed(
                        Objects.requireNonNullElse(cause.getMessage(), "?"),
                        parts.clock().instant());
        parts.board().state(WorkerStatus.State.WAITING);
    }

    private void fenced(String reason) {
        log.atWarn()
                .addKeyValue("group", consumer.group())
                .addKeyValue("reason", reason)
                .log("Fenced: another worker has taken over, joining again");
        parts.board().failed(reason, parts.clock().instant());
        parts.counters().rejoined();
        rejoin = true;
    }

    private void accept(List<LogRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        Map<LogPartition, Integer> accepted = new HashMap<>();
        for (LogRecord record : records) {
            if (ownership.accepts(record)) {
                buffer.add(read(record), now);
                accepted.merge(record.partition(), 1, Integer::sum);
            }
        }
        accepted.forEach((partition, count) -> parts.counters().consumed(partition.topic(), count));
    }

    private Entry read(LogRecord record) {
        LogPartition partition = record.partition();
        RecordDecoder decoder = Objects.requireNonNull(parts.decoders().get(partition.topic()), "subscribed");
        try {
            return new Entry.Decoded(record, decoder.decode(record));
        } catch (PermanentFailure e) {
            return new Entry.Hopeless(record, e);
        } catch (RuntimeException e) {
            return new Entry.Hopeless(
                    record, new PermanentFailure("Cannot decode event: the decoder failed, got: " + e.getClass(), e));
        }
    }

    /// Stores what is in memory, as far as the limit and the sink allow.
    private void drain() {
        draining = true;
        long deadline = System.nanoTime() + parts.settings().drainLimit().toNanos();
        reader.pause(reader.assignment());
        while ((delivery != null || buffer.events() > 0 || parts.lane().busy())
                && System.nanoTime() < deadline
                && backOff.failures() == 0
                && !rejoin) {
            parts.lane().settle();
            startNext(System.nanoTime());
            parts.lane().await(POLL_LIMIT);
            reader.poll(Duration.ZERO);
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
        ownership.dropped(partitions);
    }
}
