package dev.agentbus.process.groups;

import dev.agentbus.events.TopicName;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Standings as gauges `agentbus_group_*`. Each series has the same tags from its first to its last
/// day (`none` where there is nothing to name), is held by us, and never is NaN: a sum over it
/// always is a number. Those of our own groups are there from the start and stay. One thread.
final class GroupMeters {
    private static final String NONE = "none";

    private record TopicKey(String group, String topic) {}

    private final MeterRegistry registry;
    private final Map<TopicKey, TopicRow> topics = new HashMap<>();
    private final Map<String, GroupRow> groups = new HashMap<>();
    private final Set<TopicKey> expected = new HashSet<>();

    /// What the gauges of one group and topic show.
    private static final class TopicRow {
        final List<Meter> meters = new ArrayList<>();
        volatile double lagEvents;
        volatile double lagSeconds;
        volatile double eventsPerSecond;
    }

    /// What the gauges of one group show.
    private static final class GroupRow {
        final List<Meter> meters = new ArrayList<>();
        volatile double members;
        volatile Verdict verdict = Verdict.OK;
    }

    GroupMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Makes the series of a group of ours, all 0.
    void expect(String group, Collection<TopicName> read) {
        groups.computeIfAbsent(group, this::register);
        for (TopicName topic : read) {
            TopicKey key = new TopicKey(group, topic.value());
            expected.add(key);
            topics.computeIfAbsent(key, this::register);
        }
    }

    void show(Standings standings) {
        // What is expected and not seen, as in the middle of a rebalance, is 0 and not nothing.
        Map<TopicKey, List<PartitionStanding>> shown = new HashMap<>();
        expected.forEach(key -> shown.put(key, List.of()));
        Set<String> shownGroups = new HashSet<>();
        expected.forEach(key -> shownGroups.add(key.group()));
        for (GroupStanding standing : standings.groups()) {
            GroupRow row = groups.computeIfAbsent(standing.group(), this::register);
            row.members = standing.members().size();
            row.verdict = standing.verdict();
            byTopic(standing, shownGroups.contains(standing.group()))
                    .forEach((topic, partitions) -> shown.put(new TopicKey(standing.group(), topic), partitions));
            shownGroups.add(standing.group());
        }
        shown.forEach((key, partitions) -> show(topics.computeIfAbsent(key, this::register), partitions));
        forget(topics, shown.keySet(), row -> row.meters);
        forget(groups, shownGroups, row -> row.meters);
    }

    private static Map<String, List<PartitionStanding>> byTopic(GroupStanding standing, boolean ours) {
        return standing.partitions().isEmpty() && !ours
                ? Map.of(NONE, List.of())
                : standing.partitions().stream()
                        .collect(Collectors.groupingBy(
                                partition -> partition.partition().topic().value()));
    }

    private static void show(TopicRow row, List<PartitionStanding> partitions) {
        row.lagEvents = partitions.stream()
                .mapToLong(partition -> partition.lagEvents().orElse(0))
                .sum();
        row.lagSeconds = GroupStanding.longest(partitions).orElse(Duration.ZERO).toMillis() / 1_000.0;
        row.eventsPerSecond = partitions.stream()
                .mapToDouble(PartitionStanding::eventsPerSecond)
                .sum();
    }

    private TopicRow register(TopicKey key) {
        TopicRow row = new TopicRow();
        row.meters.add(gauge("lag_events", row, shown -> shown.lagEvents, key));
        row.meters.add(gauge("lag_seconds", row, shown -> shown.lagSeconds, key));
        row.meters.add(gauge("events_per_second", row, shown -> shown.eventsPerSecond, key));
        return row;
    }

    private Meter gauge(String name, TopicRow row, ToDoubleFunction<TopicRow> value, TopicKey key) {
        return Gauge.builder("agentbus_group_" + name, row, value)
                .tag("group", key.group())
                .tag("topic", key.topic())
                .strongReference(true)
                .register(registry);
    }

    private GroupRow register(String group) {
        GroupRow row = new GroupRow();
        row.meters.add(Gauge.builder("agentbus_group_members", row, shown -> shown.members)
                .tag("group", group)
                .strongReference(true)
                .register(registry));
        for (Verdict verdict : Verdict.values()) {
            row.meters.add(Gauge.builder("agentbus_group_verdict", row, shown -> shown.verdict == verdict ? 1 : 0)
                    .tag("group", group)
                    .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry));
        }
        return row;
    }

    private <K, R> void forget(Map<K, R> rows, Set<K> shown, Function<R, List<Meter>> metersOf) {
        rows.entrySet().removeIf(entry -> {
            if (shown.contains(entry.getKey())) {
                return false;
            }
            metersOf.apply(entry.getValue()).forEach(registry::remove);
            return true;
        });
    }
}
