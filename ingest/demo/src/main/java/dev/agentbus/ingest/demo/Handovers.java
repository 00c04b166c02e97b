package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.List;
import java.util.Optional;

/// One agent turning its work over to another.
final class Handovers {
    private static final List<String> REASONS = List.of(
            "Needs somebody who %s",
            "This part is %s work", "Done with my part; the rest is %s", "Second opinion wanted: %s");

    /// @param call the tool call that asked for it
    record Handover(Agent from, Agent to, Optional<EventId> call, Request request, long atMillis, long millis) {}

    private Handovers() {}

    static Says.Said done(Trace trace, Handover handover) {
        EventId id = trace.mint(handover.atMillis);
        return said(trace, handover, id, opening(trace, handover, id).flag("success", true));
    }

    static Says.Said failed(Trace trace, Handover handover) {
        EventId id = trace.mint(handover.atMillis);
        Doc fields = opening(trace, handover, id)
                .flag("success", false)
                .text("error_type", "ContextTooLarge")
                .text(
                        "error_message",
                        "The context to hand over exceeds what " + handover.to.name() + " takes; compacting");
        return said(trace, handover, id, fields);
    }

    private static Doc opening(Trace trace, Handover handover, EventId id) {
        Role role = handover.to.role();
        String reason = trace.dice().pick(REASONS);
        return Says.opening(id, trace)
                .text("source_agent", handover.from.name())
                .text("target_agent", handover.to.name())
                .text("transformation_reason", reason.formatted(reason.contains("who") ? role.skill() : role.domain()))
                .score("confidence_score", Math.clamp(0.82 + 0.08 * trace.dice().normal(), 0.3, 1))
                .span("transformation_duration_ms", handover.millis)
                .text("user_request", handover.request.prompt());
    }

    private static Says.Said said(Trace trace, Handover handover, EventId id, Doc fields) {
        handover.call.ifPresent(call -> fields.text("parent_event_id", call.value()));
        fields.text("session_id", trace.sessionId()).ago("timestamp", 0);
        return new Says.Said(Says.HANDOVERS, id, trace.correlationId(), fields);
    }
}
