package dev.agentbus.ingest.importer;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Steps out of the messages: an assistant's message, and the answer of the tools that follows it.
/// For recordings that have no trajectory. One thread.
final class HistorySteps {
    /// What the agent's shell appends to each answer.
    private static final Pattern PROMPT =
            Pattern.compile("\\n?\\(Open file: ([^\\n]*)\\)\\n\\(Current directory: ([^\\n]*)\\)\\nbash-\\$\\s*\\z");

    private final Consumer<Step> steps;
    private @Nullable JsonNode pending;

    HistorySteps(Consumer<Step> steps) {
        this.steps = steps;
    }

    void message(JsonNode message) {
        if (message.path("is_demo").asBoolean(false)) {
            return;
        }
        if (message.path("role").asString("").equals("assistant")) {
            end();
            pending = message;
        } else if (pending != null) {
            step(pending, Trajectory.text(message.path("content")));
            pending = null;
        }
    }

    /// There are no more messages.
    void end() {
        if (pending != null) {
            step(pending, "");
            pending = null;
        }
    }

    private void step(JsonNode assistant, String answer) {
        String thought = Trajectory.text(assistant.path("thought"));
        Matcher prompt = PROMPT.matcher(answer);
        boolean prompted = prompt.find();
        steps.accept(new Step(
                thought.isBlank() ? Trajectory.text(assistant.path("content")) : thought,
                Trajectory.text(assistant.path("action")),
                prompted ? answer.substring(0, prompt.start()) : answer,
                Optional.empty(),
                prompted
                        ? new Step.State(prompt.group(2), prompt.group(1).equals("n/a") ? "" : prompt.group(1))
                        : Step.State.UNKNOWN));
    }
}
