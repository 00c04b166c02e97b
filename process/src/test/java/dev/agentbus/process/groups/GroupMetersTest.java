package dev.agentbus.process.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.GroupAdmin.Member;
import dev.agentbus.log.LogPartition;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GroupMetersTest {
    private static final TopicName ORDERS = new TopicName("orders");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GroupMeters meters = new GroupMeters(registry);

    private static Standings standings(GroupStanding... groups) {
        return new Standings(Optional.empty(), Optional.empty(), List.of(groups));
    }

    private static GroupStanding group(String name, Verdict verdict, PartitionStanding... partitions) {
        return new GroupStanding(
                name,
                verdict,
                Set.of(),
                Optional.empty(),
                List.of(new Member("m", "client", "host", Set.of())),
                List.of(partitions));
    }

    private static PartitionStanding partition(int number, OptionalLong lag, Optional<Duration> time) {
        return new PartitionStanding(
                new LogPartition(ORDERS, number),
                Optional.empty(),
                OptionalLong.empty(),
                10,
                lag,
                time,
                2.5,
                0,
                Verdict.OK,
                Set.of());
    }

    private double value(String name, String... tags) {
        return registry.get("agentbus_group_" + name).tags(tags).gauge().value();
    }

    private List<Double> allValues() {
        return registry.getMeters().stream()
                .map(meter -> meter.measure().iterator().next().getValue())
                .toList();
    }

    @Test
    void showsAGroupByTopic() {
        meters.show(standings(group(
                "g",
                Verdict.WARN,
                partition(0, OptionalLong.of(3), Optional.of(Duration.ofMillis(1_500))),
                partition(1, OptionalLong.of(4), Optional.of(Duration.ofMillis(500))))));

        assertThat(value("lag_events", "group", "g", "topic", "orders")).isEqualTo(7);
        assertThat(value("lag_seconds", "group", "g", "topic", "orders")).isEqualTo(1.5);
        assertThat(value("events_per_second", "group", "g", "topic", "orders")).isEqualTo(5);
        assertThat(value("members", "group", "g")).isEqualTo(1);
        assertThat(value("verdict", "group", "g", "verdict", "warn")).isEqualTo(1);
        assertThat(value("verdict", "group", "g", "verdict", "ok")).isZero();
    }

    @Test
    void isThereBeforeAnythingIsKnown() {
        meters.expect("ours", List.of(ORDERS));

        assertThat(value("lag_events", "group", "ours", "topic", "orders")).isZero();
        assertThat(value("lag_seconds", "group", "ours", "topic", "orders")).isZero();
        assertThat(value("verdict", "group", "ours", "verdict", "ok")).isEqualTo(1);
    }

    /// seglo/kafka-lag-exporter #265 and #125, prometheus/jmx_exporter #1458: one series of NaN, for
    /// a group without a position, made every sum over all groups NaN.
    @Test
    void isZeroAndNeverNaNWhereNothingIsKnown() {
        meters.expect("ours", List.of(ORDERS));
        meters.show(standings(
                group("empty", Verdict.OK),
                group("unknown", Verdict.OK, partition(0, OptionalLong.empty(), Optional.empty())),
                group("behind", Verdict.OK, partition(0, OptionalLong.of(5), Optional.empty()))));

        assertThat(allValues()).isNotEmpty().allMatch(Double::isFinite);
        assertThat(value("lag_seconds", "group", "behind", "topic", "orders")).isZero();
    }

    /// micrometer #2726: gauges hold what they show weakly, and turned to NaN after a rebalance.
    @Test
    void staysANumberWhenTheGarbageIsCollected() {
        // Nobody but the registry holds these.
        new GroupMeters(registry)
                .show(standings(
                        group("g", Verdict.OK, partition(0, OptionalLong.of(3), Optional.of(Duration.ofSeconds(1))))));
        WeakReference<Object> canary = new WeakReference<>(new Object());

        await().until(() -> {
            System.gc();
            return canary.get() == null;
        });

        assertThat(value("lag_events", "group", "g", "topic", "orders")).isEqualTo(3);
        assertThat(allValues()).allMatch(Double::isFinite);
    }

    @Test
    void fallsBackToZeroWhenARebalanceLeavesOurGroupWithoutPartitions() {
        meters.expect("ours", List.of(ORDERS));
        meters.show(standings(group("ours", Verdict.OK, partition(0, OptionalLong.of(3), Optional.of(Duration.ZERO)))));

        meters.show(standings(group("ours", Verdict.OK)));

        assertThat(value("lag_events", "group", "ours", "topic", "orders")).isZero();
    }

    /// micrometer #2212: a tag that comes later makes another set of tags under the same name, and
    /// Prometheus takes only the first.
    @Test
    void hasTheSameTagsUnderOneNameForEverySeries() {
        meters.expect("ours", List.of(ORDERS));
        meters.show(standings(
                group("empty", Verdict.OK),
                group("g", Verdict.STALLED, partition(0, OptionalLong.of(3), Optional.of(Duration.ZERO)))));

        Map<String, Set<List<String>>> tagsByName = registry.getMeters().stream()
                .map(Meter::getId)
                .collect(Collectors.groupingBy(
                        Meter.Id::getName,
                        Collectors.mapping(
                                id -> id.getTags().stream().map(Tag::getKey).toList(), Collectors.toSet())));
        assertThat(tagsByName)
                .hasSize(5)
                .allSatisfy((name, tags) -> assertThat(tags).as(name).hasSize(1));
        assertThat(value("lag_events", "group", "empty", "topic", "none")).isZero();
    }

    @Test
    void forgetsAGroupThatTheLogHasForgottenButNoneOfOurs() {
        meters.expect("ours", List.of(ORDERS));
        meters.show(
                standings(group("theirs", Verdict.OK, partition(0, OptionalLong.of(3), Optional.of(Duration.ZERO)))));

        meters.show(standings());

        assertThat(registry.getMeters())
                .noneMatch(meter -> "theirs".equals(meter.getId().getTag("group")));
        assertThat(registry.getMeters())
                .anyMatch(meter -> "ours".equals(meter.getId().getTag("group")));
    }
}
