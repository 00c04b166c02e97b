package dev.agentbus.process.patterns;

import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.redaction.Redactor;
import dev.agentbus.process.patterns.Finding.PatternStep;
import dev.agentbus.process.patterns.Finding.Trouble;
import dev.agentbus.process.patterns.Finding.Way;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Findings as events of `success-patterns` and `failure-patterns`. The same finding in the same
/// version is the same event, byte for byte.
final class PatternWriter {
    static final TopicName SUCCESS = new TopicName("success-patterns");
    static final TopicName FAILURE = new TopicName("failure-patterns");
    static final String MINER = "agentbus";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");
    private static final int MAX_NAMED_STEPS = 6;
    private static final Set<String> COMPILING = Set.of("compil", "syntax", "incompatible types", "cannot find symbol");
    private static final Set<String> VALIDATING =
            Set.of("assert", "failed", "expected", "validation", "invalid", "test");

    private PatternWriter() {}

    static Event write(Finding finding, long version, boolean asSuccess) {
        TopicName topic = asSuccess ? SUCCESS : FAILURE;
        EventId id = EventId.named("agentbus/pattern/%s/%s/%d".formatted(topic, finding.id(), version));
        ObjectNode payload = JSON.createObjectNode();
        payload.put("event_id", id.value());
        switch (finding) {
            case Way way when asSuccess -> success(payload, way);
            case Way way -> failing(payload, way);
            case Trouble trouble -> trouble(payload, trouble);
        }
        payload.put("support", finding.evidence().support());
        payload.put("confidence_score", rounded(finding.confidence()));
        metadata(payload, finding, version);
        payload.put("timestamp", finding.evidence().last().toString());
        byte[] bytes = Redactor.DEFAULT.redact(JSON.writeValueAsBytes(payload));
        return new Event(topic, id, finding.id(), bytes, finding.evidence().last(), List.of());
    }

    private static void success(ObjectNode payload, Way way) {
        payload.put("pattern_id", way.id());
        payload.put("pattern_name", name(way.steps()));
        payload.put("pattern_type", "workflow");
        ObjectNode template = payload.putObject("pattern_template");
        steps(template.putArray("steps"), way.steps());
        placeholders(template.putObject("placeholders"), way.steps());
        ObjectNode criteria = payload.putObject("applicability_criteria");
        texts(criteria.putArray("task_types"), way.evidence().taskTypes());
        texts(criteria.putArray("domains"), way.evidence().domains());
        texts(
                payload.putArray("recommended_steps"),
                way.steps().stream().map(PatternStep::shown).toList());
        texts(payload.putArray("required_tools"), tools(way.steps()));
        texts(payload.putArray("applicable_domains"), way.evidence().domains());
        payload.put("success_rate", rounded(100 * way.evidence().successRate()));
        if (Double.isFinite(way.evidence().quality())) {
            payload.putObject("validation_criteria")
                    .put("min_quality_score", rounded(way.evidence().quality()));
            payload.put("avg_quality_improvement", rounded(way.qualityGain()));
        }
        if (way.millis() >= 0) {
            payload.put("estimated_duration_ms", way.millis());
        }
    }

    private static void failing(ObjectNode payload, Way way) {
        payload.put("failure_id", way.id());
        payload.put("failure_type", "failing_workflow");
        payload.put("error_category", "workflow");
        payload.put(
                "error_message",
                "%d of %d tasks that went this way failed"
                        .formatted(
                                way.evidence().support() - way.evidence().successes(),
                                way.evidence().support()));
        failedStep(payload, way.steps().getLast())
                .put("step_number", way.steps().size());
        occurrences(payload, way.evidence(), way.evidence().support());
        context(payload, way.evidence(), way.steps());
    }

    private static void trouble(ObjectNode payload, Trouble trouble) {
        payload.put("failure_id", trouble.id());
        payload.put("failure_type", type(trouble));
        payload.put("error_category", trouble.step().tool());
        payload.put("error_message", trouble.error().isEmpty() ? trouble.step().shown() + " failed" : trouble.error());
        failedStep(payload, trouble.step());
        if (trouble.resolved() > 0) {
            payload.put("resolution", resolution(trouble));
            steps(payload.putArray("resolution_steps"), trouble.resolution());
            payload.put("fix_success_rate", rounded(100.0 * trouble.resolved() / trouble.occurrences()));
        }
        if (trouble.resolveMillis() >= 0) {
            payload.put("time_to_resolve_ms", trouble.resolveMillis());
        }
        occurrences(payload, trouble.evidence(), trouble.occurrences());
        context(payload, trouble.evidence(), List.of(trouble.step()));
    }

    /// As it is published; empty when nothing is known to help.
    static String resolution(Trouble trouble) {
        if (trouble.resolved() == 0) {
            return "";
        }
        String again = TraceBook.cut(trouble.step().shown(), 100) + " again";
        String text = trouble.resolution().isEmpty() ? again : name(trouble.resolution()) + ", then " + again;
        ObjectNode alone = JSON.createObjectNode().put("resolution", text);
        return JSON.readTree(Redactor.DEFAULT.redact(JSON.writeValueAsBytes(alone)))
                .path("resolution")
                .asString("");
    }

    private static String type(Trouble trouble) {
        String text = (trouble.error() + " " + trouble.step().key()).toLowerCase(Locale.ROOT);
        if (text.contains("timeout") || text.contains("timed out")) {
            return "timeout";
        }
        if (COMPILING.stream().anyMatch(text::contains)) {
            return "compilation_error";
        }
        if (text.contains("quality")) {
            return "quality_gate_failure";
        }
        return VALIDATING.stream().anyMatch(text::contains) ? "validation_failure" : "runtime_error";
    }

    private static void metadata(ObjectNode payload, Finding finding, long version) {
        Evidence evidence = finding.evidence();
        ObjectNode metadata = payload.putObject("metadata");
        metadata.put("miner", MINER).put("version", version).put("successes", evidence.successes());
        metadata.put("success_rate", rounded(evidence.successRate()));
        switch (finding) {
            case Way way -> metadata.put("name", name(way.steps())).put("lift", rounded(way.lift()));
            case Trouble trouble -> metadata.put("name", trouble.step().shown() + " fails");
        }
        if (Double.isFinite(evidence.quality())) {
            metadata.put("quality", rounded(evidence.quality()));
        }
        texts(metadata.putArray("agents"), evidence.agents());
        texts(metadata.putArray("traces"), evidence.traces());
        texts(metadata.putArray("prompts"), evidence.prompts());
        metadata.put("first_seen", evidence.first().toString())
                .put("last_seen", evidence.last().toString());
    }

    private static ObjectNode failedStep(ObjectNode payload, PatternStep step) {
        return payload.putObject("failed_step").put("action", step.shown()).put("tool", step.tool());
    }

    private static void occurrences(ObjectNode payload, Evidence evidence, int count) {
        payload.put("occurrence_count", count);
        payload.put("first_occurrence_at", evidence.first().toString());
        payload.put("last_occurrence_at", evidence.last().toString());
    }

    private static void context(ObjectNode payload, Evidence evidence, List<PatternStep> steps) {
        ObjectNode context = payload.putObject("context_at_failure");
        steps(context.putArray("steps"), steps);
        texts(context.putArray("task_types"), evidence.taskTypes());
        texts(context.putArray("domains"), evidence.domains());
    }

    private static void steps(ArrayNode array, List<PatternStep> steps) {
        for (PatternStep step : steps) {
            ObjectNode node = array.addObject().put("action", step.shown()).put("tool", step.tool());
            if (step.key().endsWith(Step.FAILED)) {
                node.put("outcome", "failure");
            }
        }
    }

    private static void placeholders(ObjectNode node, List<PatternStep> steps) {
        Set<String> names = new TreeSet<>();
        for (PatternStep step : steps) {
            Matcher matcher = PLACEHOLDER.matcher(step.shown());
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        names.forEach(name -> node.put(name, name.equals("n") ? "number" : name));
    }

    private static List<String> tools(List<PatternStep> steps) {
        return steps.stream().map(PatternStep::tool).distinct().sorted().toList();
    }

    /// Its first steps.
    static String name(List<PatternStep> steps) {
        List<String> shown = steps.stream()
                .map(step -> step.key().endsWith(Step.FAILED) ? step.shown() + " (fails)" : step.shown())
                .limit(MAX_NAMED_STEPS)
                .toList();
        return TraceBook.cut(String.join(", ", shown) + (steps.size() > MAX_NAMED_STEPS ? ", …" : ""), 400);
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
