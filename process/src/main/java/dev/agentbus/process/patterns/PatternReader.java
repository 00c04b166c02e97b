package dev.agentbus.process.patterns;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what [PatternWriter] wrote, and what others publish into the same topics.
final class PatternReader {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_STEPS = 50;
    private static final int MAX_TEXT = 600;
    private static final String FAILS = " (fails)";

    private PatternReader() {}

    static KnownPattern read(DecodedEvent event) {
        return event.contract().topic().equals(PatternWriter.SUCCESS) ? success(event) : failure(event);
    }

    private static KnownPattern success(DecodedEvent event) {
        JsonNode meta = node(event.value("metadata"));
        JsonNode criteria = node(event.value("applicability_criteria"));
        List<String> steps = steps(node(event.value("pattern_template")).path("steps"));
        double rate = event.number("success_rate") / 100;
        return new KnownPattern(
                text(event, "pattern_id"),
                true,
                version(meta),
                text(event, "pattern_name"),
                text(event, "pattern_type"),
                steps.isEmpty() ? steps(node(event.value("recommended_steps"))) : steps,
                support(event),
                rate,
                number(meta.path("lift")),
                event.number("confidence_score"),
                number(meta.path("quality")),
                event.integer("estimated_duration_ms", -1),
                texts(criteria.path("task_types")),
                texts(criteria.path("domains")),
                texts(node(event.value("required_tools"))),
                texts(meta.path("prompts")),
                texts(meta.path("traces")),
                "",
                "",
                event.time());
    }

    private static KnownPattern failure(DecodedEvent event) {
        JsonNode meta = node(event.value("metadata"));
        JsonNode failed = node(event.value("failed_step"));
        JsonNode context = node(event.value("context_at_failure"));
        List<String> steps = steps(context.path("steps"));
        String action = TraceBook.cut(failed.path("action").asString(""), MAX_TEXT);
        String problem = text(event, "error_message");
        return new KnownPattern(
                text(event, "failure_id"),
                false,
                version(meta),
                meta.path("name").asString(problem.isEmpty() ? action : problem),
                text(event, "failure_type"),
                steps.isEmpty() && !action.isEmpty() ? List.of(action) : steps,
                support(event),
                number(meta.path("success_rate")),
                number(meta.path("lift")),
                event.number("confidence_score"),
                number(meta.path("quality")),
                event.integer("time_to_resolve_ms", -1),
                texts(context.path("task_types")),
                texts(context.path("domains")),
                failed.path("tool").asString("").isEmpty()
                        ? List.of()
                        : List.of(failed.path("tool").asString("")),
                texts(meta.path("prompts")),
                texts(meta.path("traces")),
                problem,
                text(event, "resolution"),
                event.time());
    }

    private static int support(DecodedEvent event) {
        return Math.clamp(event.integer("support", event.integer("occurrence_count", 0)), 0, Integer.MAX_VALUE);
    }

    private static long version(JsonNode meta) {
        return meta.path("miner").asString("").equals(PatternWriter.MINER)
                ? meta.path("version").asLong(0)
                : 0;
    }

    private static String text(DecodedEvent event, String field) {
        return TraceBook.cut(StepReader.orEmpty(event.text(field)), MAX_TEXT);
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }

    private static JsonNode node(@Nullable Object value) {
        return value instanceof JsonSlice slice ? JSON.readTree(slice.text()) : JSON.missingNode();
    }

    private static List<String> steps(JsonNode steps) {
        List<String> texts = new ArrayList<>();
        for (JsonNode step : steps) {
            String text =
                    step.isString() ? step.asString("") : step.path("action").asString("");
            if (!text.isBlank() && texts.size() < MAX_STEPS) {
                boolean fails = step.path("outcome").asString("").equals("failure");
                texts.add(TraceBook.cut(text, MAX_TEXT) + (fails ? FAILS : ""));
            }
        }
        return texts;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : array) {
            if (each.isString() && texts.size() < MAX_STEPS) {
                texts.add(TraceBook.cut(each.asString(""), MAX_TEXT));
            }
        }
        return texts;
    }
}
