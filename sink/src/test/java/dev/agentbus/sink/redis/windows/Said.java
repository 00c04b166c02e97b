package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.TopicName;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// An event as a test says it: an action, or a routing decision.
record Said(String id, TopicName topic, String agent, String word, Instant time, long millis, boolean success) {
    static final TopicName ACTIONS = new TopicName("agent-actions");
    static final TopicName DECISIONS = new TopicName("agent-routing-decisions");
    private static final AtomicLong IDS = new AtomicLong();

    static Said action(String agent, Instant time) {
        return action(agent, "tool_call", time, 10);
    }

    static Said action(String agent, String type, Instant time, long millis) {
        return new Said("said-" + IDS.incrementAndGet(), ACTIONS, agent, type, time, millis, true);
    }

    static Said decision(String agent, String strategy, Instant time, long millis) {
        return new Said("said-" + IDS.incrementAndGet(), DECISIONS, agent, strategy, time, millis, true);
    }

    Said failed() {
        return new Said(id, topic, agent, word, time, millis, false);
    }

    String json() {
        return topic.equals(ACTIONS)
                ? """
                {"event_id":"%s","agent_name":"%s","action_type":"%s","action_name":"n","duration_ms":%d,"success":%b,\
                "timestamp":"%s"}""".formatted(id, agent, word, millis, success, time)
                : """
                {"event_id":"%s","selected_agent":"%s","routing_strategy":"%s","confidence_score":0.5,\
                "routing_time_ms":%d,"actual_success":%b,"cache_hit":%b,"timestamp":"%s"}""".formatted(id, agent, word, millis, success, millis % 2 == 0, time);
    }
}
