package dev.agentbus.log.memory;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.TopicAdmin;
import dev.agentbus.log.TopicPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Topics of a log in memory: a cluster of one broker.
final class MemoryTopicAdmin implements TopicAdmin {
    private static final int BROKERS = 1;

    private final MemoryLog log;

    MemoryTopicAdmin(MemoryLog log) {
        this.log = log;
    }

    @Override
    public List<TopicName> createMissing(Collection<Contract> contracts) {
        Map<TopicName, TopicState> existing = describe();
        List<TopicName> created = new ArrayList<>();
        for (Contract contract : contracts) {
            if (!existing.containsKey(contract.topic())) {
                TopicPlan plan = TopicPlan.of(contract, BROKERS);
                log.create(new TopicState(plan.topic(), plan.partitions(), plan.replicas(), plan.config()));
                created.add(plan.topic());
            }
        }
        return created;
    }

    @Override
    public Map<TopicName, TopicState> describe() {
        Map<TopicName, TopicState> topics = new TreeMap<>();
        log.locked(() -> {
            log.demandLink();
            topics.putAll(log.topics);
        });
        return topics;
    }

    @Override
    public Replication replication() {
        return new Replication(
                describe().values().stream().mapToInt(TopicState::partitions).sum(), 0, 0);
    }

    @Override
    public Map<TopicName, Long> records(Collection<TopicName> topics) {
        Map<TopicName, Long> held = new TreeMap<>();
        log.locked(() -> {
            log.demandLink();
            topics.forEach(topic -> held.put(topic, 0L));
            log.records.forEach((partition, records) ->
                    held.computeIfPresent(partition.topic(), (topic, before) -> before + records.size()));
        });
        return held;
    }

    @Override
    public List<Drift> drift(Collection<Contract> contracts) {
        Map<TopicName, TopicState> existing = describe();
        return contracts.stream()
                .filter(contract -> existing.containsKey(contract.topic()))
                .flatMap(contract -> driftOf(contract, existing).stream())
                .toList();
    }

    @Override
    public List<Drift> apply(Collection<Contract> contracts) {
        Map<TopicName, TopicState> existing = describe();
        for (Contract contract : contracts) {
            TopicState found = existing.get(contract.topic());
            if (found != null) {
                TopicPlan plan = TopicPlan.of(contract, BROKERS);
                Map<String, String> config = new HashMap<>(found.config());
                config.putAll(plan.config());
                int partitions = Math.max(found.partitions(), plan.partitions());
                log.create(new TopicState(found.topic(), partitions, found.replicas(), config));
            }
        }
        return drift(contracts);
    }

    private static List<Drift> driftOf(Contract contract, Map<TopicName, TopicState> existing) {
        TopicState found = existing.get(contract.topic());
        return found == null ? List.of() : TopicPlan.of(contract, BROKERS).driftOf(found);
    }
}
