package dev.agentbus.process.patterns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is known of one trace so far, in the order of its events' own times: whatever came first,
/// the same events give the same trace.
final class OpenTrace {
    private static final int MAX_AGENTS = 16;

    /// What a `task-executions` event says.
    record Task(
            Moment moment,
            boolean success,
            String prompt,
            String type,
            String domain,
            double quality,
            long millis,
            List<Step> steps) {}

    /// @param announces whether it only says how the work ended
    record Action(Step step, boolean announces) {}

    private final String id;
    private final TreeMap<Moment, Action> actions = new TreeMap<>();
    private final TreeSet<String> agents = new TreeSet<>();
    private @Nullable Task task;
    private Moment last;
    private @Nullable Trace ended;

    OpenTrace(String id, Moment first) {
        this.id = id;
        this.last = first;
    }

    String id() {
        return id;
    }

    /// Its latest event.
    Moment last() {
        return last;
    }

    void action(Moment moment, Action action, String agent) {
        happened(moment, agent);
        actions.put(moment, action);
        if (actions.size() > PatternSettings.MAX_STEPS) {
            actions.pollLastEntry();
        }
    }

    /// Of several the latest counts.
    void task(Task said, String agent) {
        happened(said.moment(), agent);
        if (task == null || said.moment().compareTo(task.moment()) >= 0) {
            task = said;
        }
    }

    private void happened(Moment moment, String agent) {
        ended = null;
        last = moment.compareTo(last) > 0 ? moment : last;
        agents.add(agent);
        if (agents.size() > MAX_AGENTS) {
            agents.pollLast();
        }
    }

    /// The trace, once somebody has said how it ended.
    Optional<Trace> ended() {
        if (ended == null) {
            ended = build();
        }
        return Optional.ofNullable(ended);
    }

    private @Nullable Trace build() {
        Task said = task;
        if (said != null) {
            return trace(said);
        }
        if (actions.isEmpty() || !actions.lastEntry().getValue().announces()) {
            return null;
        }
        boolean success = !actions.lastEntry().getValue().step().failed();
        return trace(new Task(last, success, "", "", "", Double.NaN, -1, List.of()));
    }

    private Trace trace(Task said) {
        return new Trace(
                id,
                steps(said),
                said.success(),
                said.prompt(),
                said.type(),
                said.domain(),
                List.copyOf(agents),
                said.quality(),
                said.millis(),
                last.time());
    }

    /// The fuller account: of the task itself, or of its actions.
    private List<Step> steps(Task said) {
        List<Step> acted = new ArrayList<>(actions.size());
        actions.values().forEach(action -> acted.add(action.step()));
        if (!actions.isEmpty() && actions.lastEntry().getValue().announces()) {
            acted.removeLast();
        }
        return said.steps().size() >= acted.size() ? said.steps() : acted;
    }
}
