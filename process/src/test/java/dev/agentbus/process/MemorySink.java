package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A transactional sink in memory, with switches for its faults. Safe for any thread.
final class MemorySink implements BatchSink {
    private final List<Contract> contracts;
    private final Map<LogPartition, Claim> claims = new HashMap<>();
    private final Map<String, DecodedEvent> rows = new LinkedHashMap<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private Predicate<DecodedEvent> poison = event -> false;
    private Predicate<DecodedEvent> sticky = event -> false;
    private boolean naming;
    private boolean down;
    private int unansweredCommits;
    private int attempts;
    private int doubled;

    MemorySink(Contract... contracts) {
        this.contracts = List.of(contracts);
    }

    synchronized void down(boolean isDown) {
        down = isDown;
    }

    /// So many of the next commits are carried out, and fail for the caller.
    synchronized void leaveUnanswered(int commits) {
        unansweredCommits = commits;
    }

    synchronized void refuse(Predicate<DecodedEvent> events) {
        poison = events;
    }

    /// A refusal says which event it is for.
    synchronized void nameWhatIsRefused() {
        naming = true;
    }

    synchronized void position(LogPartition partition, long offset) {
        claims.put(partition, new Claim(0, offset));
    }

    synchronized long position(LogPartition partition) {
        return claims.getOrDefault(partition, new Claim(0, Claim.NONE)).position();
    }

    synchronized List<String> ids() {
        return List.copyOf(rows.keySet());
    }

    synchronized List<DecodedEvent> events() {
        return List.copyOf(rows.values());
    }

    synchronized List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    /// Stores that were asked for, refused ones included.
    synchronized int attempts() {
        return attempts;
    }

    /// Events that came in spite of being here already: what positions should have prevented.
    synchronized int doubled() {
        return doubled;
    }

    @Override
    public Collection<Contract> contracts() {
        return contracts;
    }

    @Override
    public synchronized void prepare() {
        demandUp();
    }

    @Override
    public synchronized Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        demandUp();
        Map<LogPartition, Claim> claimed = new HashMap<>();
        for (LogPartition partition : partitions) {
            Claim before = claims.getOrDefault(partition, new Claim(0, Claim.NONE));
            Claim after = new Claim(before.epoch() + 1, before.position());
            claims.put(partition, after);
            claimed.put(partition, after);
        }
        return claimed;
    }

    @Override
    public synchronized StoreOutcome store(Batch batch) {
        attempts++;
        demandUp();
        if (isStored(batch)) {
            return new StoreOutcome.Stored(Map.of());
        }
        for (Advance advance : batch.advances()) {
            Claim current = claims.get(advance.partition());
            if (!new Claim(advance.epoch(), advance.from()).equals(current)) {
                return new StoreOutcome.Fenced("Cannot store batch: %s is fenced, got: %s".formatted(advance, current));
            }
        }
        if (batch.events().stream().anyMatch(sticky)) {
            throw new TransientFailure("Cannot store batch: it took too long, got: nothing");
        }
        demandGood(batch);
        return commit(batch);
    }

    @Override
    public synchronized boolean rehearse(Batch batch) {
        demandUp();
        if (batch.events().stream().anyMatch(sticky)) {
            throw new TransientFailure("Cannot store batch: it took too long, got: nothing");
        }
        if (batch.events().stream().anyMatch(poison)) {
            throw new PermanentFailure("Cannot store event: it is poison, got: 1");
        }
        return batch.advances().stream()
                .allMatch(
                        advance -> new Claim(advance.epoch(), advance.from()).equals(claims.get(advance.partition())));
    }

    /// Events that make a store fail as an outage would.
    synchronized void stickAt(Predicate<DecodedEvent> events) {
        sticky = events;
    }

    private boolean isStored(Batch batch) {
        return batch.advances().stream()
                .allMatch(advance -> new Claim(advance.epoch(), advance.to()).equals(claims.get(advance.partition())));
    }

    private StoreOutcome commit(Batch batch) {
        Map<TopicName, Integer> duplicates = new HashMap<>();
        Set<String> before = new HashSet<>(rows.keySet());
        for (DecodedEvent event : batch.events()) {
            if (before.add(event.id().value())) {
                rows.put(event.id().value(), event);
            } else {
                duplicates.merge(event.position().topic(), 1, Integer::sum);
                doubled++;
            }
        }
        batch.advances().forEach(advance -> claims.put(advance.partition(), new Claim(advance.epoch(), advance.to())));
        batchSizes.add(batch.events().size());
        if (unansweredCommits > 0) {
            unansweredCommits--;
            throw new Unanswered(
                    "Cannot store batch: the connection died in the commit, got: nothing",
                    new IllegalStateException("no answer"));
        }
        return new StoreOutcome.Stored(duplicates);
    }

    private void demandGood(Batch batch) {
        List<DecodedEvent> bad = batch.events().stream().filter(poison).toList();
        if (!bad.isEmpty()) {
            PermanentFailure refusal = new PermanentFailure("Cannot store event: it is poison, got: one of "
                    + batch.events().size());
            throw naming
                    ? new RefusedEvent(
                            String.valueOf(refusal.getMessage()),
                            refusal,
                            bad.getFirst().position())
                    : refusal;
        }
    }

    private void demandUp() {
        if (down) {
            throw new TransientFailure("Cannot reach sink: it is down, got: nothing");
        }
    }
}
