package dev.agentbus.ingest.demo;

import dev.agentbus.events.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Fields as the flags of a skill.
final class SkillFlags {
    /// A skill, and for each field it can say, the flag.
    private record Script(String name, Map<String, String> flags) {}

    private static final Map<TopicName, Script> SCRIPTS = Map.of(
            Says.ACTIONS,
            new Script(
                    "log-agent-action",
                    Map.ofEntries(
                            Map.entry("agent_name", "--agent"),
                            Map.entry("action_details", "--details"),
                            same("action_type"),
                            same("action_name"),
                            same("duration_ms"),
                            same("success"),
                            same("project_path"),
                            same("project_name"),
                            same("working_directory"),
                            same("session_id"),
                            same("correlation_id"),
                            same("event_id"),
                            same("timestamp"))),
            Says.HANDOVERS,
            new Script(
                    "log-transformation",
                    Map.ofEntries(
                            Map.entry("source_agent", "--from-agent"),
                            Map.entry("target_agent", "--to-agent"),
                            Map.entry("transformation_duration_ms", "--duration-ms"),
                            Map.entry("transformation_reason", "--reason"),
                            Map.entry("confidence_score", "--confidence"),
                            same("success"),
                            same("user_request"),
                            same("session_id"),
                            same("correlation_id"),
                            same("event_id"),
                            same("timestamp"))),
            Says.TASKS,
            new Script(
                    "log-task-execution",
                    Map.ofEntries(
                            same("fingerprint_id"),
                            same("task_hash"),
                            same("original_prompt"),
                            same("task_type"),
                            same("domain"),
                            same("agent_name"),
                            same("agent_chain"),
                            same("success"),
                            same("quality_score"),
                            same("complexity_score"),
                            same("steps"),
                            same("total_duration_ms"),
                            same("tools_used"),
                            same("user_acceptance"),
                            same("correlation_id"),
                            same("event_id"),
                            same("timestamp"))));

    private SkillFlags() {}

    static boolean canSay(Says.Said said) {
        Script script = SCRIPTS.get(said.topic());
        return script != null
                && said.fields().members().stream().allMatch(member -> script.flags.containsKey(member.name()));
    }

    static List<String> call(TopicName topic, Doc fields, Moment moment) {
        Script script = Objects.requireNonNull(SCRIPTS.get(topic), () -> "no skill for " + topic);
        List<String> call = new ArrayList<>();
        call.add(script.name);
        for (Doc.Member member : fields.members()) {
            call.add(Objects.requireNonNull(script.flags.get(member.name())));
            call.add(argument(member.value(), moment));
        }
        return call;
    }

    private static String argument(Value value, Moment moment) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Ago(long millis) -> moment.before(millis).toString();
            case Value.Whole _, Value.Fraction _, Value.Flag _, Value.Span _, Value.Items _, Doc _ ->
                new String(JsonPayload.of(value, moment), StandardCharsets.UTF_8);
        };
    }

    private static Map.Entry<String, String> same(String field) {
        return Map.entry(field, "--" + field.replace('_', '-'));
    }
}
