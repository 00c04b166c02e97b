package dev.agentbus.log.kafka;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.TopicAdmin;
import dev.agentbus.log.TopicPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Topics of a cluster, asked for and changed by its admin protocol.
final class KafkaTopicAdmin implements TopicAdmin {
    private static final Logger log = LoggerFactory.getLogger(KafkaTopicAdmin.class);

    private final KafkaLog cluster;

    KafkaTopicAdmin(KafkaLog cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<TopicName> createMissing(Collection<Contract> contracts) {
        Set<String> existing = names();
        int brokers = cluster.brokers();
        List<TopicName> created = new ArrayList<>();
        for (Contract contract : contracts) {
            TopicPlan plan = TopicPlan.of(contract, brokers);
            if (!existing.contains(plan.topic().value()) && create(plan)) {
                created.add(plan.topic());
            }
        }
        return created;
    }

    @Override
    public Map<TopicName, TopicState> describe() {
        return describe(names());
    }

    @Override
    public Replication replication() {
        Set<String> all = cluster.ask(
                "list topics",
                admin -> admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names());
        List<TopicPartitionInfo> partitions =
                cluster
                        .ask(
                                "describe topics",
                                admin -> admin.describeTopics(all).allTopicNames())
                        .values()
                        .stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .toList();
        return new Replication(
                partitions.size(),
                count(
                        partitions,
                        partition ->
                                partition.isr().size() < partition.replicas().size()),
                count(
                        partitions,
                        partition ->
                                partition.leader() == null || partition.leader().isEmpty()));
    }

    private static int count(List<TopicPartitionInfo> partitions, Predicate<TopicPartitionInfo> which) {
        return (int) partitions.stream().filter(which).count();
    }

    @Override
    public Map<TopicName, Long> records(Collection<TopicName> topics) {
        Set<String> existing = names();
        Set<String> asked =
                topics.stream().map(TopicName::value).filter(existing::contains).collect(Collectors.toSet());
        Map<TopicName, Long> held = new TreeMap<>();
        topics.forEach(topic -> held.put(topic, 0L));
        List<TopicPartition> partitions = partitionsOf(asked);
        Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
        offsets(partitions, OffsetSpec.latest())
                .forEach((partition, end) -> held.merge(
                        new TopicName(partition.topic()), end - begins.getOrDefault(partition, end), Long::sum));
        return held;
    }

    @Override
    public List<Drift> drift(Collection<Contract> contracts) {
        int brokers = cluster.brokers();
        Map<TopicName, TopicState> existing = describeThoseOf(contracts);
        List<Drift> drift = new ArrayList<>();
        for (Contract contract : contracts) {
            TopicState found = existing.get(contract.topic());
            if (found != null) {
                drift.addAll(TopicPlan.of(contract, brokers).driftOf(found));
            }
        }
        return drift;
    }

    @Override
    public List<Drift> apply(Collection<Contract> contracts) {
        int brokers = cluster.brokers();
        Map<TopicName, TopicState> existing = describeThoseOf(contracts);
        for (Contract contract : contracts) {
            TopicState found = existing.get(contract.topic());
            if (found != null) {
                mend(TopicPlan.of(contract, brokers), found);
            }
        }
        return drift(contracts);
    }

    /// @return false when somebody else was faster
    private boolean create(TopicPlan plan) {
        NewTopic topic =
                new NewTopic(plan.topic().value(), plan.partitions(), (short) plan.replicas()).configs(plan.config());
        try {
            cluster.ask(
                    "create topic " + plan.topic(),
                    admin -> admin.createTopics(List.of(topic)).all());
        } catch (TransientFailure e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
        log.atInfo()
                .addKeyValue("topic", plan.topic())
                .addKeyValue("partitions", plan.partitions())
                .log("Created topic");
        return true;
    }

    private void mend(TopicPlan plan, TopicState found) {
        String name = plan.topic().value();
        if (plan.partitions() > found.partitions()) {
            cluster.ask(
                    "add partitions to " + name,
                    admin -> admin.createPartitions(Map.of(name, NewPartitions.increaseTo(plan.partitions())))
                            .all());
            log.atInfo()
                    .addKeyValue("topic", name)
                    .addKeyValue("partitions", plan.partitions())
                    .log("Added partitions");
        }
        List<AlterConfigOp> changes = plan.driftOf(found).stream()
                .filter(drift -> plan.config().containsKey(drift.setting()))
                .map(drift ->
                        new AlterConfigOp(new ConfigEntry(drift.setting(), drift.wanted()), AlterConfigOp.OpType.SET))
                .toList();
        if (!changes.isEmpty()) {
            cluster.ask(
                    "configure topic " + name,
                    admin -> admin.incrementalAlterConfigs(
                                    Map.of(new ConfigResource(ConfigResource.Type.TOPIC, name), changes))
                            .all());
            log.atInfo()
                    .addKeyValue("topic", name)
                    .addKeyValue("settings", changes.size())
                    .log("Configured topic");
        }
    }

    private Map<TopicName, TopicState> describeThoseOf(Collection<Contract> contracts) {
        Set<String> existing = names();
        return describe(contracts.stream()
                .map(contract -> contract.topic().value())
                .filter(existing::contains)
                .collect(Collectors.toSet()));
    }

    private Map<TopicName, TopicState> describe(Set<String> names) {
        Map<String, TopicDescription> descriptions = cluster.ask(
                "describe topics", admin -> admin.describeTopics(names).allTopicNames());
        Map<ConfigResource, Config> configs = cluster.ask(
                "read topic settings",
                admin -> admin.describeConfigs(names.stream()
                                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                                .toList())
                        .all());
        Map<TopicName, TopicState> states = new TreeMap<>();
        configs.forEach((resource, config) -> {
            TopicDescription description = descriptions.get(resource.name());
            if (description != null) {
                TopicName topic = new TopicName(resource.name());
                states.put(topic, state(topic, description, config));
            }
        });
        return states;
    }

    private List<TopicPartition> partitionsOf(Set<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        cluster.ask("describe topics", admin -> admin.describeTopics(topics).allTopicNames())
                .forEach((name, description) -> description
                        .partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(name, partition.partition()))));
        return partitions;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        return cluster.ask("read offsets", admin -> admin.listOffsets(asked).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static TopicState state(TopicName topic, TopicDescription description, Config config) {
        Map<String, String> settings = new HashMap<>();
        config.entries().forEach(entry -> {
            if (entry.value() != null) {
                settings.put(entry.name(), entry.value());
            }
        });
        int replicas = description.partitions().get(0).replicas().size();
        return new TopicState(topic, description.partitions().size(), replicas, settings);
    }

    private Set<String> names() {
        return cluster.ask(
                "list topics",
                admin -> admin.listTopics(new ListTopicsOptions().listInternal(false))
                        .names());
    }
}
