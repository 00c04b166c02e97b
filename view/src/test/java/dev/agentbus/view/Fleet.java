package dev.agentbus.view;

import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contracts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Events as a small fleet would publish them.
final class Fleet {
    static final String ACTIONS = "agent-actions";
    static final String DECISIONS = "agent-routing-decisions";
    static final String TRANSFORMATIONS = "agent-transformation-events";
    static final String PERFORMANCE = "router-performance-metrics";
    static final String EXECUTIONS = "agent-execution-logs";

    /// One payload for one topic.
    record Said(String topic, byte[] payload) {
        DecodedEvent decoded() {
            TopicName name = new TopicName(topic);
            return new EventDecoder(Contracts.builtIn().find(name).orElseThrow())
                    .decode(payload, List.of(), new SourcePosition(name, 0, 7), Instant.EPOCH);
        }
    }

    private Fleet() {}

    static Said action(String agent, String type, String trace, Instant time, int millis) {
        return action(EventId.mint().value(), agent, type, trace, time, millis);
    }

    static Said action(String id, String agent, String type, String trace, Instant time, int millis) {
        return said(ACTIONS, """
                {"event_id":"%s","agent_name":"%s","action_type":"%s","action_name":"Read","correlation_id":"%s",
                 "timestamp":"%s","duration_ms":%d,"action_details":{"file":"a.txt"},"debug_mode":true}""".formatted(id, agent, type, trace, time, millis));
    }

    static Said decision(String agent, String strategy, double confidence, String trace, Instant time) {
        return said(DECISIONS, """
                {"event_id":"%s","selected_agent":"%s","routing_strategy":"%s","confidence_score":%s,"correlation_id":"%s",
                 "timestamp":"%s","routing_time_ms":12,"user_request":"do it","reasoning":"because"}""".formatted(EventId.mint().value(), agent, strategy, confidence, trace, time));
    }

    static Said transformation(String source, String target, boolean success, String trace, Instant time) {
        return said(TRANSFORMATIONS, """
                {"event_id":"%s","source_agent":"%s","target_agent":"%s","success":%s,"correlation_id":"%s",
                 "timestamp":"%s","transformation_duration_ms":30,"confidence_score":0.5}""".formatted(EventId.mint().value(), source, target, success, trace, time));
    }

    static Said query(boolean hit, int millis, String trace, Instant time) {
        return said(PERFORMANCE, """
                {"event_id":"%s","query_text":"q","routing_duration_ms":%d,"cache_hit":%s,"candidates_evaluated":3,
                 "trigger_match_strategy":"exact","correlation_id":"%s","timestamp":"%s"}""".formatted(EventId.mint().value(), millis, hit, trace, time));
    }

    static Said execution(String agent, String status, String trace, Instant time) {
        return said(
                EXECUTIONS, """
                {"event_id":"%s","execution_id":"%s","agent_name":"%s","status":"%s","correlation_id":"%s",
                 "timestamp":"%s"}""".formatted(EventId.mint().value(), EventId.mint().value(), agent, status, trace, time));
    }

    static Said said(String topic, String json) {
        return new Said(topic, json.getBytes(StandardCharsets.UTF_8));
    }
}
