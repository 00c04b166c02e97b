package dev.agentbus.process.patterns;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.RawRecord;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.RecordDecoder;
import dev.agentbus.process.StoreOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes events into the [TraceBook]. The sample and the positions live in memory together, so a
/// process reads the log from its beginning when it starts: what is learnt is a function of what the
/// log holds. Safe for any thread.
///
/// What can't be decoded is passed over: it is the writer's to make a dead letter of it.
final class PatternIntake implements BatchSink {
    /// The last offsets of a partition may hold no record: silence then says that its end is reached.
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private final EventLog eventLog;
    private final List<Contract> contracts;
    private final TraceBook book;
    private final Map<LogPartition, Claim> claims = new HashMap<>();
    /// The ends that were there when partitions were claimed, as far as they are not reached.
    private final Map<LogPartition, Long> ahead = new HashMap<>();
    private long lastNanos = System.nanoTime();

    PatternIntake(EventLog eventLog, List<Contract> contracts, TraceBook book) {
        this.eventLog = eventLog;
        this.contracts = List.copyOf(contracts);
        this.book = book;
    }

    @Override
    public Collection<Contract> contracts() {
        return contracts;
    }

    @Override
    public RecordDecoder decoder(Contract contract) {
        RecordDecoder decoder = RecordDecoder.ofEvents(contract);
        return record -> {
            try {
                return decoder.decode(record);
            } catch (Undecodable _) {
                LogPartition partition = record.partition();
                return DecodedEvent.unread(
                        contract,
                        new SourcePosition(partition.topic(), partition.number(), record.offset()),
                        record.timestamp(),
                        new RawRecord(record.key(), record.value(), record.headers()));
            }
        };
    }

    @Override
    public void prepare() {
        eventLog.check();
    }

    @Override
    public Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        Map<LogPartition, GroupAdmin.Bounds> bounds;
        try (GroupAdmin admin = eventLog.groups()) {
            bounds = admin.bounds(partitions);
        }
        return claimed(partitions, bounds);
    }

    private synchronized Map<LogPartition, Claim> claimed(
            Set<LogPartition> partitions, Map<LogPartition, GroupAdmin.Bounds> bounds) {
        Map<LogPartition, Claim> fresh = new HashMap<>();
        for (LogPartition partition : partitions) {
            Claim before = claims.getOrDefault(partition, new Claim(0, Claim.NONE));
            Claim after = new Claim(before.epoch() + 1, before.position());
            claims.put(partition, after);
            fresh.put(partition, after);
            GroupAdmin.Bounds there = bounds.get(partition);
            if (there != null && there.end() > Math.max(there.beginning(), after.position())) {
                ahead.put(partition, there.end());
            }
        }
        lastNanos = System.nanoTime();
        return fresh;
    }

    @Override
    public synchronized StoreOutcome store(Batch batch) {
        for (Advance advance : batch.advances()) {
            Claim claim = claims.get(advance.partition());
            if (!new Claim(advance.epoch(), advance.from()).equals(claim)) {
                return new StoreOutcome.Fenced("Cannot learn: %s was claimed again, got: %s".formatted(advance, claim));
            }
        }
        batch.events().forEach(this::take);
        for (Advance advance : batch.advances()) {
            claims.put(advance.partition(), new Claim(advance.epoch(), advance.to()));
            ahead.computeIfPresent(advance.partition(), (_, end) -> advance.to() < end ? end : null);
        }
        lastNanos = System.nanoTime();
        return new StoreOutcome.Stored(Map.of());
    }

    private void take(DecodedEvent event) {
        if (event.raw().isPresent()) {
            return;
        }
        try {
            book.take(event);
        } catch (RuntimeException e) {
            throw new PermanentFailure("Cannot learn from event: it breaks the reader, got: " + event, e);
        }
    }

    @Override
    public boolean rehearse(Batch batch) {
        return true;
    }

    /// Whether all of these partitions have been read up to where they ended when they were claimed.
    synchronized boolean caughtUp(int partitions) {
        boolean quiet = System.nanoTime() - lastNanos > QUIET_NANOS;
        return claims.size() >= partitions && (ahead.isEmpty() || quiet);
    }
}
