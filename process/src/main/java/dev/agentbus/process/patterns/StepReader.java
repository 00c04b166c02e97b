package dev.agentbus.process.patterns;

import dev.agentbus.events.TextPool;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.JsonSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes steps of events. One thread.
final class StepReader {
    private static final JsonMapper JSON = JsonMapper.shared();
    /// Names that tools give to what they work on, the telling ones first.
    private static final List<String> SUBJECTS =
            List.of("command", "file_path", "path", "file", "url", "pattern", "query", "sql");

    private static final List<String> ERRORS = List.of("error", "error_message", "message", "failure", "error_type");
    /// Names of what an action may be a part of, in its `metadata`.
    private static final List<String> EXECUTIONS = List.of("execution_id", "task_id");
    private static final Set<String> WELL =
            Set.of("success", "succeeded", "ok", "done", "passed", "completed", "complete");
    private static final Set<String> PLAINLY_BAD = Set.of("failure", "failed", "error", "fail");
    private static final int MAX_FIELD = 400;
    private static final int MAX_POOLED = 20_000;

    /// Few texts are many steps'.
    private final TextPool pool = new TextPool(MAX_POOLED);

    /// The step that an `agent-actions` event tells of.
    Step action(DecodedEvent event, Generaliser names) {
        String tool = orEmpty(event.text("action_name"));
        Map<String, String> details = fields(event.value("action_details"));
        boolean failed = !event.flag("success", true) || "error".equals(event.text("action_type"));
        Generalised general = names.step(text(tool, details));
        String error = failed ? names.error(first(details, ERRORS)) : "";
        return step(general, tool, failed, error, event.integer("duration_ms", -1));
    }

    /// The execution that an action says it is a part of; empty when it does not.
    String execution(DecodedEvent event) {
        return first(fields(event.value("metadata")), EXECUTIONS);
    }

    private static String text(String tool, Map<String, String> details) {
        String subject = first(details, SUBJECTS);
        if (!subject.equals(details.get("command"))) {
            return subject.isEmpty() ? tool : tool + " \"" + subject.replace('"', '\'') + '"';
        }
        return subject.strip().toLowerCase(Locale.ROOT).startsWith(tool.toLowerCase(Locale.ROOT))
                ? subject
                : tool + " " + subject;
    }

    /// The steps that a `task-executions` event lists.
    List<Step> listed(DecodedEvent event, Generaliser names) {
        if (!(event.value("steps") instanceof JsonSlice slice)) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        for (JsonNode node : JSON.readTree(slice.text())) {
            if (steps.size() == PatternSettings.MAX_STEPS) {
                break;
            }
            steps.add(listed(node, names));
        }
        return steps;
    }

    private Step listed(JsonNode node, Generaliser names) {
        String tool = node.path("tool").asString("");
        String action = node.path("action").asString(tool);
        String outcome = node.path("outcome").asString("success").strip();
        boolean failed = !WELL.contains(outcome.toLowerCase(Locale.ROOT));
        String said = node.path("error").asString("");
        String error = !said.isEmpty() ? said : PLAINLY_BAD.contains(outcome.toLowerCase(Locale.ROOT)) ? "" : outcome;
        Generalised general = names.step(action);
        return step(
                general,
                tool.isEmpty() ? firstWord(general.shown()) : tool,
                failed,
                failed ? names.error(error) : "",
                node.path("duration_ms").asLong(-1));
    }

    private Step step(Generalised general, String tool, boolean failed, String error, long millis) {
        return new Step(
                pooled(failed ? general.key() + Step.FAILED : general.key()),
                pooled(general.shown()),
                pooled(tool.length() > 80 ? tool.substring(0, 80) : tool),
                pooled(error),
                millis);
    }

    private static String firstWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }

    String pooled(String text) {
        return pool.same(text);
    }

    private static String first(Map<String, String> details, List<String> names) {
        for (String name : names) {
            String value = details.get(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return "";
    }

    /// The texts directly below an object, as far as anybody asks for them.
    private static Map<String, String> fields(@Nullable Object value) {
        Map<String, String> fields = new HashMap<>();
        if (!(value instanceof JsonSlice slice)) {
            return fields;
        }
        try (JsonParser parser = JSON.createParser(slice.source(), slice.start(), slice.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return fields;
            }
            String name = parser.nextName();
            while (name != null) {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.VALUE_STRING && isAskedFor(name)) {
                    String text = parser.getString();
                    fields.put(name, text.length() > MAX_FIELD ? text.substring(0, MAX_FIELD) : text);
                } else {
                    parser.skipChildren();
                }
                name = parser.nextName();
            }
            return fields;
        } catch (JacksonException e) {
            throw new IllegalStateException("Cannot read details: they were read before, got: " + e.getMessage(), e);
        }
    }

    private static boolean isAskedFor(String name) {
        return SUBJECTS.contains(name) || ERRORS.contains(name) || EXECUTIONS.contains(name);
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
