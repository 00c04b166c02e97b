package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Executions that were said to have begun and not yet to have ended. One thread.
///
/// Whoever ends a demo in the middle of things cancels them, else its agents would look lost for the rest of the day.
final class OpenExecutions {
    private static final Set<String> TOLD_AGAIN =
            Set.of("correlation_id", "execution_id", "agent_name", "project_name", "project_path", "session_id");

    private final Map<String, FleetEvent> begun = new LinkedHashMap<>();

    void note(FleetEvent sent) {
        if (sent.topic().equals(Says.EXECUTIONS)) {
            String execution = sent.fields().text("execution_id");
            if (sent.fields().text("status").equals(Says.IN_PROGRESS)) {
                begun.put(execution, sent);
            } else {
                begun.remove(execution);
            }
        }
    }

    /// The ends of all executions but those of agents that are dead.
    List<FleetEvent> cancelAll(long atMillis, Collection<String> dead) {
        return begun.values().stream()
                .filter(event -> !dead.contains(event.author()))
                .map(event -> cancelled(event, Math.max(atMillis, event.atMillis())))
                .toList();
    }

    private static FleetEvent cancelled(FleetEvent begun, long atMillis) {
        long millis = atMillis - begun.atMillis();
        EventId id = EventId.named("demo-cancelled:" + begun.fields().text("execution_id"));
        Doc fields = new Doc().text("event_id", id.value());
        begun.fields().members().stream()
                .filter(member -> TOLD_AGAIN.contains(member.name()))
                .forEach(member -> fields.with(member.name(), member.value()));
        fields.text("status", "cancelled")
                .text("error_type", "DemoEnded")
                .text("error_message", "The demo ended before the task did")
                .ago("started_at", millis)
                .ago("completed_at", 0)
                .span("duration_ms", millis)
                .ago("timestamp", 0);
        Says.Said said = new Says.Said(Says.EXECUTIONS, id, begun.fields().text("correlation_id"), fields);
        return new FleetEvent(atMillis, begun.author(), begun.door(), said);
    }
}
