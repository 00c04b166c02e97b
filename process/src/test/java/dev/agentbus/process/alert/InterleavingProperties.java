package dev.agentbus.process.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogPartition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/// What comes out does not depend on the order in which partitions are read, on when time is looked at,
/// or on restarts between.
class InterleavingProperties {
    private static final int PARTITIONS = 4;
    private static final int EVENTS = 400;
    private static final long LATENESS = Duration.ofSeconds(1).toMillis();
    private static final String RULES = """
            lateness: 1s
            rules:
              errors: {count: {topic: agent-actions, where: {action_type: error}}, per: [agent_name], group-by: [],
                window: 1m, every: 10s, above: 3, cool-down: 20s}
              rate: {ratio: {topic: agent-actions, part: {action_type: error}}, window: 2m, every: 10s, above: 0.4,
                at-least: 5, for: 20s}
              silent: {absence: {topic: agent-actions}, per: [agent_name], window: 30s, expires: 5m}
              retreat:
                sequence:
                  first: {topic: agent-actions, where: {action_type: decision}}
                  then: {topic: agent-actions, where: {action_type: error}}
                  without: {topic: agent-actions, where: {action_type: success}}
                per: [agent_name]
                within: 1m
                cool-down: 1m
              no-success:
                sequence:
                  first: {topic: agent-actions, where: {action_type: decision}}
                  without: {topic: agent-actions, where: {action_type: success}}
                per: [agent_name]
                within: 45s
                expires: 5m
            """;

    private static List<DecodedEvent> events(Random random) {
        Happenings happenings = new Happenings();
        String[] types = {"error", "error", "decision", "success", "tool_call"};
        List<DecodedEvent> events = new ArrayList<>();
        double second = 0;
        for (int i = 0; i < EVENTS; i++) {
            second += random.nextInt(20) == 0 ? 40 : random.nextInt(4);
            events.add(happenings.event(
                    "agent-actions",
                    random.nextInt(PARTITIONS),
                    second,
                    "\"event_id\":\"e-%d\",\"agent_name\":\"agent-%d\",\"action_type\":\"%s\",\"action_name\":\"x\""
                            .formatted(i, random.nextInt(3), types[random.nextInt(types.length)])));
        }
        return events;
    }

    private static List<String> judgedAtOnce(List<DecodedEvent> events) {
        Evaluation evaluation = Happenings.evaluation(RULES);
        events.forEach(evaluation::take);
        return described(evaluation.advance(Happenings.at(100_000)));
    }

    private static List<String> described(List<Transition> transitions) {
        return transitions.stream()
                .map(each -> Happenings.text(each) + " " + each.told() + " " + each.id() + " " + each.evidence())
                .toList();
    }

    @Property(tries = 60)
    void saysTheSameHoweverPartitionsAreInterleaved(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        List<DecodedEvent> events = events(random);

        List<String> found = readInterleaved(events, random);

        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(judgedAtOnce(events))
                .isNotEmpty();
    }

    /// Everything lies in the log; partitions are read in runs of random length, and time is looked at
    /// after each; in the end the process dies and goes on from what it saved.
    private static List<String> readInterleaved(List<DecodedEvent> events, Random random) {
        List<ArrayDeque<DecodedEvent>> unread = new ArrayList<>();
        Map<LogPartition, Long> ends = new HashMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
            unread.add(new ArrayDeque<>());
        }
        for (DecodedEvent event : events) {
            unread.get(event.position().partition()).add(event);
            ends.put(partitionOf(event), event.position().offset() + 1);
        }
        Evaluation evaluation = Happenings.evaluation(RULES);
        KeptEvaluation kept = new KeptEvaluation();
        Watermark watermark = new Watermark(Duration.ofMillis(LATENESS));
        List<String> found = new ArrayList<>();
        long wall = Happenings.at(10_000_000);
        while (unread.stream().anyMatch(queue -> !queue.isEmpty())) {
            ArrayDeque<DecodedEvent> queue = unread.get(random.nextInt(PARTITIONS));
            for (int run = random.nextInt(60); run > 0 && !queue.isEmpty(); run--) {
                DecodedEvent event = queue.remove();
                watermark.saw(partitionOf(event), event.time().toEpochMilli());
                evaluation.take(event);
                watermark.reached(partitionOf(event), event.position().offset() + 1, wall);
            }
            wall += random.nextInt(500);
            found.addAll(described(evaluation.advance(watermark.look(ends, wall))));
            if (random.nextInt(3) == 0) {
                kept.keep(evaluation);
            }
        }
        found.addAll(described(evaluation.advance(watermark.look(ends, wall + LATENESS))));
        assertThat(evaluation.late()).isZero();
        kept.keep(evaluation);
        evaluation = Happenings.evaluation(RULES);
        kept.restore(evaluation);
        // Read again from where something waited; what was judged is left out.
        events.forEach(evaluation::take);
        found.addAll(described(evaluation.advance(Happenings.at(100_000))));
        return found;
    }

    private static LogPartition partitionOf(DecodedEvent event) {
        return new LogPartition(event.position().topic(), event.position().partition());
    }
}
