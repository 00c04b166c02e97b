package dev.agentbus.ingest.importer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is known of a run once its file is read: filled in the first pass, which holds no
/// observation. One thread.
final class RunSummary implements Trajectory.Listener {
    /// Enough for every run known; more would not fit into one event.
    static final int MAX_LISTED_STEPS = 1_000;

    private static final int LISTED_COMMAND_BYTES = 200;
    private static final String ISSUE_START = "ISSUE:";
    private static final String ISSUE_END = "INSTRUCTIONS:";

    private final Tally trajectory = new Tally();
    private final Tally history = new Tally();
    private final HistorySteps historySteps = new HistorySteps(history);
    private final Set<String> agents = new LinkedHashSet<>();
    private String prompt = "";
    private String environment = "";
    private JsonNode info = JsonMapper.shared().createObjectNode();

    /// What the steps of one source add up to.
    static final class Tally implements Consumer<Step> {
        final List<ObjectNode> steps = new ArrayList<>();
        final Set<String> tools = new LinkedHashSet<>();
        int count;
        int failures;
        long millis;
        int timedSteps;
        boolean submitted;
        String workingDirectory = "";

        @Override
        public void accept(Step step) {
            count++;
            Optional<String> failure = FailureSigns.in(step.observation());
            failures += failure.isPresent() ? 1 : 0;
            millis += step.millis().orElse(0L);
            timedSteps += step.millis().isPresent() ? 1 : 0;
            submitted = step.isSubmission() && failure.isEmpty();
            tools.add(BoundedText.of(step.tool(), LISTED_COMMAND_BYTES).text());
            if (workingDirectory.isEmpty()) {
                workingDirectory = step.state().workingDirectory();
            }
            if (steps.size() < MAX_LISTED_STEPS) {
                steps.add(listed(step, failure));
            }
        }

        private ObjectNode listed(Step step, Optional<String> failure) {
            ObjectNode listed = JsonMapper.shared().createObjectNode();
            listed.put("step_number", count);
            listed.put(
                    "action",
                    BoundedText.of(step.command().strip(), LISTED_COMMAND_BYTES).text());
            listed.put("tool", BoundedText.of(step.tool(), LISTED_COMMAND_BYTES).text());
            step.millis().ifPresent(millis -> listed.put("duration_ms", millis));
            listed.put("outcome", failure.orElse("success"));
            if (!step.state().openFile().isEmpty()) {
                listed.putArray("files").add(step.state().openFile());
            }
            return listed;
        }
    }

    @Override
    public void step(JsonNode step) {
        trajectory.accept(Trajectory.step(step));
    }

    @Override
    public void message(JsonNode message) {
        historySteps.message(message);
        if (message.path("agent").isString()) {
            agents.add(message.path("agent").stringValue());
        }
        boolean task = message.path("role").asString("").equals("user")
                && !message.path("is_demo").asBoolean(false);
        if (task && prompt.isEmpty()) {
            prompt = issue(Trajectory.text(message.path("content")));
        }
    }

    @Override
    public void info(JsonNode found) {
        info = found;
    }

    @Override
    public void environment(String name) {
        environment = name;
    }

    /// The task alone, without the agent's own instructions around it.
    private static String issue(String message) {
        int start = message.indexOf(ISSUE_START);
        int end = start < 0 ? -1 : message.indexOf(ISSUE_END, start);
        return (start < 0 ? message : message.substring(start + ISSUE_START.length(), end < 0 ? message.length() : end))
                .strip();
    }

    void end() {
        historySteps.end();
    }

    boolean hasTrajectory() {
        return trajectory.count > 0;
    }

    Tally tally() {
        return hasTrajectory() ? trajectory : history;
    }

    List<String> agents() {
        return List.copyOf(agents);
    }

    String prompt() {
        return prompt;
    }

    String environment() {
        return environment;
    }

    JsonNode info() {
        return info;
    }

    String exitStatus() {
        return info.path("exit_status").asString("");
    }

    /// By the recording's own word; where it has none, by its last step.
    boolean success() {
        return exitStatus().isEmpty() ? tally().submitted : exitStatus().startsWith("submitted");
    }
}
