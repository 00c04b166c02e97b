package dev.agentbus.log;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.TopicAdmin.Drift;
import dev.agentbus.log.TopicAdmin.TopicState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a contract asks of a cluster of a given size: no more replicas than brokers, no more
/// in-sync replicas than replicas.
public record TopicPlan(TopicName topic, int partitions, int replicas, Map<String, String> config) {
    static final String MIN_INSYNC_REPLICAS = "min.insync.replicas";

    public TopicPlan {
        config = Map.copyOf(config);
    }

    public static TopicPlan of(Contract contract, int brokers) {
        int replicas = Math.min(contract.settings().replicas(), brokers);
        Map<String, String> config = new TreeMap<>(contract.settings().config());
        config.computeIfPresent(MIN_INSYNC_REPLICAS, (name, wanted) -> bounded(wanted, replicas));
        return new TopicPlan(contract.topic(), contract.settings().partitions(), replicas, config);
    }

    /// Where `found` is something else; settings the contract does not name are left alone.
    public List<Drift> driftOf(TopicState found) {
        List<Drift> drift = new ArrayList<>();
        compare(drift, "partitions", Integer.toString(partitions), Integer.toString(found.partitions()));
        compare(drift, "replicas", Integer.toString(replicas), Integer.toString(found.replicas()));
        new TreeMap<>(config)
                .forEach((name, wanted) ->
                        compare(drift, name, wanted, found.config().getOrDefault(name, "")));
        return drift;
    }

    private void compare(List<Drift> drift, String setting, String wanted, String found) {
        if (!wanted.equals(found)) {
            drift.add(new Drift(topic, setting, wanted, found));
        }
    }

    private static String bounded(String wanted, int replicas) {
        return Integer.toString(Math.min(Integer.parseInt(wanted), replicas));
    }
}
