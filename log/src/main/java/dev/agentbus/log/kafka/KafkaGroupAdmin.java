package dev.agentbus.log.kafka;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.LogPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// Groups of a cluster, asked for by its admin protocol; a handful of requests whatever their
/// number.
final class KafkaGroupAdmin implements GroupAdmin {
    private final KafkaLog cluster;
    private final Probe probe;

    KafkaGroupAdmin(KafkaLog cluster, ClientConfigs configs) {
        this.cluster = cluster;
        this.probe = new Probe(configs);
    }

    @Override
    public List<GroupState> describe() {
        Set<String> names =
                cluster
                        .ask(
                                "list groups",
                                admin -> admin.listGroups(ListGroupsOptions.forConsumerGroups())
                                        .all())
                        .stream()
                        .map(GroupListing::groupId)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (names.isEmpty()) {
            return List.of();
        }
        // Both are under way before the first answer is awaited.
        Map<String, KafkaFuture<ConsumerGroupDescription>> descriptions =
                cluster.admin().describeConsumerGroups(names).describedGroups();
        ListConsumerGroupOffsetsResult commits = cluster.admin()
                .listConsumerGroupOffsets(names.stream()
                        .collect(Collectors.toMap(Function.identity(), name -> new ListConsumerGroupOffsetsSpec())));
        List<GroupState> states = new ArrayList<>();
        descriptions.forEach(
                (name, description) -> state(name, description, commits.partitionsToOffsetAndMetadata(name))
                        .ifPresent(states::add));
        return states;
    }

    /// Empty when the group is gone since it was listed.
    private Optional<GroupState> state(
            String name,
            KafkaFuture<ConsumerGroupDescription> description,
            KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> commits) {
        try {
            List<Member> members = cluster.ask("describe group " + name, admin -> description).members().stream()
                    .map(KafkaGroupAdmin::member)
                    .toList();
            Map<LogPartition, CommittedPosition> positions = new HashMap<>();
            cluster.ask("read positions of group " + name, admin -> commits).forEach((partition, commit) -> {
                if (commit != null) {
                    positions.put(fromKafka(partition), new CommittedPosition(commit.offset(), commit.metadata()));
                }
            });
            return Optional.of(new GroupState(name, members, positions));
        } catch (TransientFailure e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Map<LogPartition, Bounds> bounds(Collection<LogPartition> partitions) {
        // Asking for the offsets of a topic that is gone would take until the limit.
        Set<String> topics = cluster.ask(
                "list topics",
                admin -> admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names());
        List<TopicPartition> known = partitions.stream()
                .filter(partition -> topics.contains(partition.topic().value()))
                .map(KafkaGroupAdmin::toKafka)
                .toList();
        Map<LogPartition, Long> beginnings = offsets(known, OffsetSpec.earliest());
        Map<LogPartition, Bounds> bounds = new TreeMap<>();
        offsets(known, OffsetSpec.latest())
                .forEach((partition, end) ->
                        bounds.put(partition, new Bounds(beginnings.getOrDefault(partition, 0L), end)));
        return bounds;
    }

    private Map<LogPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<LogPartition, Long> offsets = new HashMap<>();
        if (!partitions.isEmpty()) {
            Map<TopicPartition, OffsetSpec> question =
                    partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which));
            cluster.ask("read offsets", admin -> admin.listOffsets(question).all())
                    .forEach((partition, found) -> offsets.put(fromKafka(partition), found.offset()));
        }
        return offsets;
    }

    @Override
    public Map<LogPartition, NextRecord> nextRecords(Map<LogPartition, Long> offsets) {
        return offsets.isEmpty() ? Map.of() : probe.look(offsets);
    }

    @Override
    public void close() {
        probe.close();
    }

    private static Member member(MemberDescription member) {
        Set<LogPartition> partitions = new HashSet<>();
        member.assignment().topicPartitions().forEach(partition -> partitions.add(fromKafka(partition)));
        String host = member.host().startsWith("/") ? member.host().substring(1) : member.host();
        return new Member(member.consumerId(), member.clientId(), host, partitions);
    }

    static TopicPartition toKafka(LogPartition partition) {
        return new TopicPartition(partition.topic().value(), partition.number());
    }

    static LogPartition fromKafka(TopicPartition partition) {
        return new LogPartition(new TopicName(partition.topic()), partition.partition());
    }
}
