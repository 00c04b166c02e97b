package dev.agentbus.view;

import java.util.Map;

/// How an event is shown: the four agent topics have shapes and frames of their own, all others
/// share one.
enum Kind {
    ACTION("agent-actions", "action", "AGENT_ACTION", Channel.ACTIONS),
    DECISION("agent-routing-decisions", "routing", "ROUTING_DECISION", Channel.ROUTING),
    TRANSFORMATION("agent-transformation-events", "transformation", "AGENT_TRANSFORMATION", Channel.TRANSFORMATIONS),
    PERFORMANCE("router-performance-metrics", "performance", "PERFORMANCE_METRIC", Channel.PERFORMANCE),
    OTHER("", "", "EVENT", Channel.EVENTS);

    private static final Map<String, Kind> BY_TOPIC = Map.of(
            ACTION.topic, ACTION,
            DECISION.topic, DECISION,
            TRANSFORMATION.topic, TRANSFORMATION,
            PERFORMANCE.topic, PERFORMANCE);

    private final String topic;
    private final String eventType;
    private final String frameType;
    private final Channel channel;

    Kind(String topic, String eventType, String frameType, Channel channel) {
        this.topic = topic;
        this.eventType = eventType;
        this.frameType = frameType;
        this.channel = channel;
    }

    static Kind of(String topic) {
        return BY_TOPIC.getOrDefault(topic, OTHER);
    }

    /// The topic of this kind; empty for [#OTHER].
    String topic() {
        return topic;
    }

    /// The name in a trace; for [#OTHER] the topic's.
    String eventType(String topicOfEvent) {
        return this == OTHER ? topicOfEvent : eventType;
    }

    String frameType() {
        return frameType;
    }

    Channel channel() {
        return channel;
    }
}
