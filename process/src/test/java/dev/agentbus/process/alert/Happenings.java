package dev.agentbus.process.alert;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contracts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Events and rules for tests; the time is told in seconds after noon.
final class Happenings {
    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final Map<TopicName, EventDecoder> decoders = new HashMap<>();
    private long offset;

    static long at(long seconds) {
        return NOON.plusSeconds(seconds).toEpochMilli();
    }

    static RuleBook book(String yaml) {
        return RuleBook.read("test.yaml", yaml, Contracts.builtIn(), Map.of());
    }

    static Evaluation evaluation(String yaml) {
        return new Evaluation(book(yaml).ruleSet(Contracts.builtIn()));
    }

    /// @param fields JSON members without braces
    DecodedEvent event(String topic, int partition, double seconds, String fields) {
        TopicName name = new TopicName(topic);
        Instant time = NOON.plusMillis(Math.round(seconds * 1_000));
        String json = "{%s,\"timestamp\":\"%s\"}".formatted(fields, time);
        return decoders.computeIfAbsent(
                        name,
                        _ -> new EventDecoder(Contracts.builtIn().find(name).orElseThrow()))
                .decode(
                        json.getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        new SourcePosition(name, partition, offset++),
                        time);
    }

    DecodedEvent action(double seconds, String agent, String type) {
        return event(
                "agent-actions",
                0,
                seconds,
                "\"agent_name\":\"%s\",\"action_type\":\"%s\",\"action_name\":\"Read\"".formatted(agent, type));
    }

    DecodedEvent execution(double seconds, String id, String status) {
        return event(
                "agent-execution-logs",
                0,
                seconds,
                "\"agent_name\":\"coder\",\"execution_id\":\"%s\",\"status\":\"%s\"".formatted(id, status));
    }

    /// `fired same-failure [coder, Read] 60`, the seconds after noon last.
    static String text(Transition transition) {
        return "%s %s %s %s"
                .formatted(
                        transition.fired() ? "fired" : "resolved",
                        transition.terms().name(),
                        List.copyOf(transition.key().values()),
                        (transition.at().toEpochMilli() - NOON.toEpochMilli()) / 1_000);
    }

    static List<String> texts(List<Transition> transitions) {
        List<String> texts = new ArrayList<>();
        transitions.forEach(transition -> texts.add(text(transition)));
        return texts;
    }
}
