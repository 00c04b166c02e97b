package dev.agentbus.process.patterns;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is known of one correlation id so far, in the order of its events' own times: whatever came first,
/// the same events give the same traces, one per task.
final class OpenTrace {
    /// Actions kept of one correlation id, the first ones.
    static final int MAX_ACTIONS = 300;

    private static final int MAX_TASKS = 50;
    private static final int MAX_AGENTS = 16;

    /// Where an event says that it belongs; empty where it says nothing.
    ///
    /// @param execution the id of one execution of one task
    record Place(String agent, String session, String execution) {}

    /// What a `task-executions` event says.
    ///
    /// @param begun empty when nobody said
    /// @param helpers other agents that took part
    record Task(
            Moment moment,
            Place place,
            List<String> helpers,
            Optional<Instant> begun,
            boolean success,
            String prompt,
            String type,
            String domain,
            double quality,
            long millis,
            List<Step> steps) {
        Task {
            helpers = List.copyOf(helpers);
            steps = List.copyOf(steps);
        }

        /// What makes it the same task when it is said again.
        String name() {
            return place.execution().isEmpty() ? place.agent() + "\n" + prompt : place.execution();
        }
    }

    /// @param announces whether it only says how the work ended
    record Action(Moment moment, Place place, Step step, boolean announces) {}

    private final String id;
    private final TreeMap<Moment, Action> actions = new TreeMap<>();
    private final Map<String, Task> tasks = new HashMap<>();
    private Moment last;
    private int steps;
    private @Nullable List<Trace> ended;

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

    /// How many steps it keeps, of actions and of tasks.
    int steps() {
        return steps;
    }

    void action(Action action) {
        happened(action.moment());
        actions.put(action.moment(), action);
        if (actions.size() > MAX_ACTIONS) {
            actions.pollLastEntry();
        }
        count();
    }

    private void count() {
        steps = actions.size();
        for (Task task : tasks.values()) {
            steps += 1 + task.steps().size();
        }
    }

    /// Of one task said several times the latest counts.
    void task(Task said) {
        happened(said.moment());
        tasks.merge(said.name(), said, (one, other) -> one.moment().compareTo(other.moment()) >= 0 ? one : other);
        if (tasks.size() > MAX_TASKS) {
            tasks.values().stream()
                    .max(Comparator.comparing(Task::moment))
                    .ifPresent(latest -> tasks.remove(latest.name()));
        }
        count();
    }

    private void happened(Moment moment) {
        ended = null;
        last = moment.compareTo(last) > 0 ? moment : last;
    }

    /// The traces of which somebody has said how they ended.
    List<Trace> ended() {
        List<Trace> known = ended;
        if (known == null) {
            known = build();
            ended = known;
        }
        return known;
    }

    private List<Trace> build() {
        List<Task> said = tasks.values().stream()
                .sorted(Comparator.comparing(Task::moment))
                .toList();
        List<Action> acted = List.copyOf(actions.values());
        List<Trace> traces = new ArrayList<>();
        if (said.isEmpty()) {
            TaskSplit.bySession(acted)
                    .forEach((session, own) -> untold(session, own).ifPresent(traces::add));
        } else if (said.size() == 1) {
            traces.add(trace(id, said.getFirst(), acted));
        } else {
            List<List<Action>> own = TaskSplit.byTask(said, acted);
            for (int i = 0; i < said.size(); i++) {
                traces.add(trace(id + "/" + said.get(i).name(), said.get(i), own.get(i)));
            }
        }
        return List.copyOf(traces);
    }

    /// Without a task its last action says how it ended, or nobody does.
    private Optional<Trace> untold(String session, List<Action> own) {
        if (own.isEmpty() || !own.getLast().announces()) {
            return Optional.empty();
        }
        Action end = own.getLast();
        Task task = new Task(
                end.moment(),
                end.place(),
                List.of(),
                Optional.empty(),
                !end.step().failed(),
                "",
                "",
                "",
                Double.NaN,
                -1,
                List.of());
        return Optional.of(trace(session.isEmpty() ? id : id + "/" + session, task, own));
    }

    private Trace trace(String name, Task said, List<Action> own) {
        TreeSet<String> agents = new TreeSet<>(List.of(said.place().agent()));
        own.forEach(action -> agents.add(action.place().agent()));
        while (agents.size() > MAX_AGENTS) {
            agents.pollLast();
        }
        Moment end = own.isEmpty() || own.getLast().moment().compareTo(said.moment()) < 0
                ? said.moment()
                : own.getLast().moment();
        return new Trace(
                name,
                id,
                steps(said, own),
                said.success(),
                said.prompt(),
                said.type(),
                said.domain(),
                List.copyOf(agents),
                said.quality(),
                said.millis(),
                end.time());
    }

    /// The fuller account: of the task itself, or of its actions.
    private static List<Step> steps(Task said, List<Action> own) {
        List<Step> acted = new ArrayList<>(own.size());
        own.stream().limit(PatternSettings.MAX_STEPS).forEach(action -> acted.add(action.step()));
        if (!acted.isEmpty()
                && own.size() <= PatternSettings.MAX_STEPS
                && own.getLast().announces()) {
            acted.removeLast();
        }
        return said.steps().size() >= acted.size() ? said.steps() : acted;
    }
}
