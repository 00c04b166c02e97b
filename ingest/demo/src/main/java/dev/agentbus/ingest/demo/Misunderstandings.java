package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.List;

/// Requests for which no agent is found, until somebody teaches the router the words.
final class Misunderstandings {
    private static final List<String> VAGUE = List.of(
            "Make it better, like last time.",
            "The thing from yesterday is broken again.",
            "Can somebody look at the red one?",
            "Do what we said in the meeting.",
            "It should feel snappier.");
    private static final int TAUGHT_AFTER = 4;

    private int asked;

    /// @return when the person has said it in other words
    long ask(Trace trace, long atMillis) {
        Dice dice = trace.dice();
        String words = VAGUE.get(asked / TAUGHT_AFTER % VAGUE.size());
        asked++;
        boolean taught = asked % TAUGHT_AFTER == 0;
        boolean guessed = dice.chance(0.5);
        long millis = dice.logNormal(120, 0.5);
        long at = atMillis + millis;
        EventId id = trace.mint(at);
        Doc fields = Says.opening(id, trace)
                .text("user_request", words)
                .whole("prompt_length", words.length())
                .text("detection_status", guessed ? "low_confidence" : "no_detection")
                .score("detection_confidence", guessed ? dice.between(0.2, 0.42) : 0)
                .text("detection_method", "enhanced_fuzzy_matching")
                .span("routing_duration_ms", millis)
                .whole("candidates_evaluated", dice.between(4, 14))
                .text("failure_reason", guessed ? "best match below the threshold of 0.45" : "no trigger matches")
                .text("failure_category", "vague_request")
                .text(
                        "expected_agent",
                        trace.place().roster().freest(trace.request().role()).name())
                .texts("attempted_methods", List.of("explicit", "trigger_match", "capability_match"))
                .flag("reviewed", taught)
                .flag("pattern_updated", taught);
        if (taught) {
            fields.text("resolution_notes", "Asked %d times now: the words became a trigger".formatted(TAUGHT_AFTER));
        }
        trace.addFromRouter(
                at, new Says.Said(Says.DETECTION_FAILURES, id, trace.correlationId(), Says.closing(fields, trace)));
        return at + dice.between(6_000, 25_000);
    }
}
