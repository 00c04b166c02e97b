package dev.agentbus.process.patterns;

import dev.agentbus.process.patterns.OpenTrace.Action;
import dev.agentbus.process.patterns.OpenTrace.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Tells the tasks of one correlation id apart.
///
/// An action belongs to the task whose execution it names; else to one of its session, if a task has that;
/// of these to the one of its agent that was under way, else to any that was. What could belong to two
/// belongs to none: a step in the wrong trace is worse than one that is missing.
final class TaskSplit {
    private final List<Span> spans;

    private TaskSplit(List<Task> tasks) {
        this.spans = spans(tasks);
    }

    /// When a task was under way.
    private record Span(int number, Task task, Instant begun, Instant end) {
        boolean covers(Instant time) {
            return !time.isBefore(begun) && !time.isAfter(end);
        }

        /// What a task says it took may leave out what it waited for: it may have begun so much sooner.
        boolean nearlyCovers(Instant time) {
            return !time.isAfter(end) && Duration.between(time, end).compareTo(length().multipliedBy(2)) <= 0;
        }

        private Duration length() {
            return begun.equals(Instant.MIN) ? Duration.ofDays(365) : Duration.between(begun, end);
        }

        boolean isOf(String agent) {
            return agent.equals(task.place().agent()) || task.helpers().contains(agent);
        }
    }

    /// @param tasks two or more, in the order of their ends
    /// @param actions in their order
    /// @return for each task its own, in their order
    static List<List<Action>> byTask(List<Task> tasks, List<Action> actions) {
        TaskSplit split = new TaskSplit(tasks);
        List<List<Action>> own = new ArrayList<>();
        tasks.forEach(_ -> own.add(new ArrayList<>()));
        for (Action action : actions) {
            split.taskOf(action).ifPresent(task -> own.get(task).add(action));
        }
        return own;
    }

    /// Where a task does not say when it began, it began when its agent's one before it ended.
    private static List<Span> spans(List<Task> tasks) {
        List<Span> spans = new ArrayList<>();
        Map<String, Instant> before = new HashMap<>();
        for (Task task : tasks) {
            Instant end = task.moment().time();
            String agent = task.place().agent();
            Instant begun = task.begun()
                    .or(() -> task.millis() < 0 ? Optional.empty() : Optional.of(end.minusMillis(task.millis())))
                    .filter(time -> !time.isAfter(end))
                    .orElse(before.getOrDefault(agent, Instant.MIN));
            spans.add(new Span(spans.size(), task, begun, end));
            before.put(agent, end);
        }
        return spans;
    }

    private Optional<Integer> taskOf(Action action) {
        String execution = action.place().execution();
        String session = action.place().session();
        List<Span> named = execution.isEmpty()
                ? List.of()
                : met(spans, span -> span.task().place().execution().equals(execution));
        if (!named.isEmpty()) {
            return Optional.of(named.getFirst().number());
        }
        List<Span> sameSession = session.isEmpty()
                ? List.of()
                : met(spans, span -> span.task().place().session().equals(session));
        List<Span> near = sameSession.isEmpty() ? spans : sameSession;
        return underWay(near, action);
    }

    private static Optional<Integer> underWay(List<Span> near, Action action) {
        Instant time = action.moment().time();
        List<Span> own = met(near, span -> span.isOf(action.place().agent()));
        List<List<Span>> choices = List.of(
                met(own, span -> span.covers(time)),
                met(own, span -> span.nearlyCovers(time)),
                met(near, span -> span.covers(time)),
                met(near, span -> span.nearlyCovers(time)));
        for (List<Span> choice : choices) {
            if (!choice.isEmpty()) {
                return choice.size() == 1 ? Optional.of(choice.getFirst().number()) : Optional.empty();
            }
        }
        return Optional.of(between(own.isEmpty() ? near : own, time).number());
    }

    /// Before a task it is being prepared; behind the last one, that is being tidied up.
    private static Span between(List<Span> candidates, Instant time) {
        return candidates.stream()
                .filter(span -> !span.end().isBefore(time))
                .findFirst()
                .orElse(candidates.getLast());
    }

    private static List<Span> met(List<Span> spans, Predicate<Span> condition) {
        return spans.stream().filter(condition).toList();
    }

    /// Where nobody tells of tasks, each session is one; actions without a session count as one more.
    static Map<String, List<Action>> bySession(List<Action> actions) {
        Map<String, List<Action>> sessions = new TreeMap<>();
        for (Action action : actions) {
            sessions.computeIfAbsent(action.place().session(), _ -> new ArrayList<>())
                    .add(action);
        }
        return sessions.size() == 1 ? Map.of("", actions) : sessions;
    }
}
