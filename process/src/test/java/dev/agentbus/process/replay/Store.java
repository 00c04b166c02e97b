package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.StoreOutcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A sink in memory that keeps positions by group. Safe for any thread.
final class Store implements BatchSink, GroupPositions {
    private final Contract contract;
    private final Set<String> ids = new TreeSet<>();
    private final Map<ConsumerId, Map<LogPartition, Claim>> claims = new HashMap<>();
    private int stores;

    Store(Contract contract) {
        this.contract = contract;
    }

    synchronized Set<String> ids() {
        return Set.copyOf(ids);
    }

    synchronized void delete(Collection<String> gone) {
        ids.removeAll(gone);
    }

    /// How many batches were stored.
    synchronized int stores() {
        return stores;
    }

    synchronized Set<ConsumerId> consumers() {
        return Set.copyOf(claims.keySet());
    }

    @Override
    public Collection<Contract> contracts() {
        return List.of(contract);
    }

    @Override
    public void prepare() {}

    @Override
    public synchronized Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        Map<LogPartition, Claim> known = claims.computeIfAbsent(consumer, _ -> new HashMap<>());
        Map<LogPartition, Claim> claimed = new HashMap<>();
        for (LogPartition partition : partitions) {
            Claim before = known.getOrDefault(partition, new Claim(0, Claim.NONE));
            claimed.put(partition, new Claim(before.epoch() + 1, before.position()));
        }
        known.putAll(claimed);
        return claimed;
    }

    @Override
    public synchronized StoreOutcome store(Batch batch) {
        if (!rehearse(batch)) {
            return new StoreOutcome.Fenced("Cannot store batch: it is fenced, got: " + batch.advances());
        }
        Map<TopicName, Integer> duplicates = new HashMap<>();
        for (DecodedEvent event : batch.events()) {
            if (!ids.add(event.id().value())) {
                duplicates.merge(event.position().topic(), 1, Integer::sum);
            }
        }
        Map<LogPartition, Claim> known = claims.computeIfAbsent(batch.consumer(), _ -> new HashMap<>());
        batch.advances().forEach(each -> known.put(each.partition(), new Claim(each.epoch(), each.to())));
        stores++;
        return new StoreOutcome.Stored(duplicates);
    }

    @Override
    public synchronized boolean rehearse(Batch batch) {
        Map<LogPartition, Claim> known = claims.getOrDefault(batch.consumer(), Map.of());
        return batch.advances().stream().allMatch(each -> isCurrent(each, known));
    }

    private static boolean isCurrent(Advance advance, Map<LogPartition, Claim> known) {
        return new Claim(advance.epoch(), advance.from()).equals(known.get(advance.partition()));
    }

    @Override
    public synchronized Map<LogPartition, Long> of(ConsumerId consumer) {
        Map<LogPartition, Long> positions = new HashMap<>();
        claims.getOrDefault(consumer, Map.of()).forEach((partition, claim) -> {
            if (claim.position() != Claim.NONE) {
                positions.put(partition, claim.position());
            }
        });
        return positions;
    }

    @Override
    public synchronized Map<LogPartition, Long> setBack(ConsumerId consumer, Map<LogPartition, Long> to) {
        Map<LogPartition, Long> before = of(consumer);
        before.entrySet().removeIf(each -> to.getOrDefault(each.getKey(), Long.MAX_VALUE) >= each.getValue());
        Map<LogPartition, Claim> known = claims.computeIfAbsent(consumer, _ -> new HashMap<>());
        before.keySet()
                .forEach(partition -> known.computeIfPresent(
                        partition, (_, claim) -> new Claim(claim.epoch() + 1, to.getOrDefault(partition, 0L))));
        return before;
    }

    @Override
    public synchronized void forget(ConsumerId consumer) {
        claims.remove(consumer);
    }
}
