package dev.agentbus.ingest.importer;

import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The events of one run, step after step. One thread.
final class RunEvents {
    static final int MAX_OBSERVATION_BYTES = 16_384;
    private static final int MAX_THOUGHT_BYTES = 8_192;
    private static final int MAX_COMMAND_BYTES = 8_192;
    private static final int MAX_NAME_BYTES = 200;
    private static final String AGENT = "swe-agent";
    private static final TopicName ACTIONS = new TopicName("agent-actions");
    private static final TopicName EXECUTIONS = new TopicName("task-executions");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final UUID run;
    private final String file;
    private final RunSummary summary;
    private final Instant start;
    private Instant clock;
    private int number;

    RunEvents(UUID run, String file, RunSummary summary, Instant start) {
        this.run = run;
        this.file = file;
        this.summary = summary;
        this.start = start;
        this.clock = start;
    }

    Event action(Step step) {
        number++;
        clock = clock.plus(SweAgentImporter.durationOf(step));
        EventId id = EventId.named("swe-agent/%s/step/%d".formatted(run, number));
        Optional<String> failure = FailureSigns.in(step.observation());
        ObjectNode payload = envelope(id, clock);
        payload.put("action_type", actionType(step, failure));
        payload.put("action_name", BoundedText.of(step.tool(), MAX_NAME_BYTES).text());
        payload.set("action_details", details(step, failure));
        step.millis().ifPresent(millis -> payload.put("duration_ms", millis));
        payload.put("success", failure.isEmpty());
        if (!step.state().workingDirectory().isEmpty()) {
            payload.put("working_directory", step.state().workingDirectory());
        }
        payload.putObject("metadata").put("source", AGENT).put("file", file);
        return event(ACTIONS, id, run.toString(), payload, clock);
    }

    private String actionType(Step step, Optional<String> failure) {
        if (failure.isPresent()) {
            return "error";
        }
        boolean last = number == summary.tally().count;
        if (last && step.isSubmission() && summary.success()) {
            return "success";
        }
        return step.isThoughtOnly() ? "decision" : "tool_call";
    }

    private ObjectNode details(Step step, Optional<String> failure) {
        ObjectNode details = JSON.createObjectNode();
        details.put("step_number", number);
        details.put("thought", BoundedText.of(step.thought(), MAX_THOUGHT_BYTES).text());
        details.put("command", BoundedText.of(step.command(), MAX_COMMAND_BYTES).text());
        BoundedText observation = BoundedText.of(step.observation(), MAX_OBSERVATION_BYTES);
        details.put("observation", observation.text());
        details.put("observation_bytes", observation.bytes());
        details.put("observation_cut", observation.cut());
        failure.ifPresent(kind -> details.put("failure", kind));
        if (!step.state().openFile().isEmpty()) {
            details.put("open_file", step.state().openFile());
        }
        return details;
    }

    Event execution(Instant end) {
        EventId id = EventId.named("swe-agent/%s/run".formatted(run));
        RunSummary.Tally tally = summary.tally();
        String task = normalised(summary.prompt());
        String fingerprint = EventId.named("task/" + task).value();
        ObjectNode payload = envelope(id, end);
        payload.put("execution_id", run.toString());
        payload.put("fingerprint_id", fingerprint);
        payload.put("task_hash", sha256(task));
        payload.put(
                "original_prompt",
                BoundedText.of(summary.prompt(), MAX_OBSERVATION_BYTES).text());
        payload.put("task_type", "software_engineering");
        payload.put("domain", "code");
        summary.agents().forEach(payload.withArray("agent_chain")::add);
        payload.put("success", summary.success());
        tally.steps.forEach(payload.withArray("steps")::add);
        payload.put("step_count", tally.count);
        tally.tools.forEach(payload.withArray("tools_used")::add);
        if (tally.timedSteps > 0) {
            payload.put("total_duration_ms", tally.millis);
        }
        payload.put("started_at", start.toString());
        payload.put("completed_at", end.toString());
        addStatistics(payload);
        return event(EXECUTIONS, id, fingerprint, payload, end);
    }

    private void addStatistics(ObjectNode payload) {
        int calls = summary.info().path("model_stats").path("api_calls").asInt(0);
        if (calls > 0) {
            payload.put("api_calls_count", calls);
        }
        long tokens = summary.info().path("model_stats").path("tokens_sent").asLong(0)
                + summary.info().path("model_stats").path("tokens_received").asLong(0);
        if (tokens > 0) {
            payload.put("total_tokens_used", tokens);
        }
        ObjectNode metadata = payload.putObject("metadata").put("source", AGENT).put("file", file);
        metadata.put("exit_status", summary.exitStatus().isEmpty() ? "unknown" : summary.exitStatus());
        metadata.put("failed_steps", summary.tally().failures);
        metadata.put("environment", summary.environment());
        metadata.put(
                "submission",
                BoundedText.of(Trajectory.text(summary.info().path("submission")), MAX_OBSERVATION_BYTES)
                        .text());
    }

    private ObjectNode envelope(EventId id, Instant time) {
        ObjectNode payload = JSON.createObjectNode();
        payload.put("event_id", id.value());
        payload.put("correlation_id", run.toString());
        payload.put("agent_name", AGENT);
        payload.put("timestamp", time.toString());
        String directory = summary.tally().workingDirectory;
        if (!directory.isEmpty()) {
            payload.put("project_path", directory);
            payload.put("project_name", directory.substring(directory.lastIndexOf('/') + 1));
        }
        return payload;
    }

    private static Event event(TopicName topic, EventId id, String key, ObjectNode payload, Instant time) {
        return new Event(topic, id, key, JSON.writeValueAsBytes(payload), time, List.of());
    }

    /// The same task in other words of white space is the same task.
    private static String normalised(String prompt) {
        return prompt.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
