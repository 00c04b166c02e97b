package dev.agentbus.process.patterns;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.JsonSlice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The sample: the traces of the newest correlation ids, put together from events in whatever order they come. The same
/// events give the same sample, as long as no trace spans more than all the others together; an
/// event that comes twice counts once. Safe for any thread.
final class TraceBook {
    static final TopicName ACTIONS = new TopicName("agent-actions");
    static final TopicName TASKS = new TopicName("task-executions");
    /// Steps of all traces together, some 50 MB.
    private static final int MAX_STEPS = 200_000;
    private static final int MAX_PROMPT = 600;
    private static final int MAX_NAME = 80;
    private static final int MAX_HELPERS = 16;

    private final int maxTraces;
    private final int maxSteps;
    private final StepReader reader = new StepReader();
    private final Map<String, OpenTrace> traces = new HashMap<>();
    private final TreeSet<OpenTrace> byAge =
            new TreeSet<>(Comparator.comparing(OpenTrace::last).thenComparing(OpenTrace::id));
    /// The end of the newest trace that had to go.
    private long floor = Long.MIN_VALUE;
    private long changes;
    private long steps;

    TraceBook(int maxTraces) {
        this(maxTraces, MAX_STEPS);
    }

    TraceBook(int maxTraces, int maxSteps) {
        this.maxTraces = maxTraces;
        this.maxSteps = maxSteps;
    }

    synchronized void take(DecodedEvent event) {
        Moment moment = Moment.of(event);
        String id = traceOf(event);
        OpenTrace trace = traces.get(id);
        if (id.isEmpty() || (trace == null && moment.micros() <= floor)) {
            return;
        }
        if (trace == null) {
            trace = new OpenTrace(id, moment);
            traces.put(id, trace);
        }
        byAge.remove(trace);
        steps -= trace.steps();
        add(event, moment, trace);
        steps += trace.steps();
        byAge.add(trace);
        changes++;
        evict();
    }

    private void evict() {
        while (traces.size() > maxTraces || steps > maxSteps) {
            OpenTrace oldest = byAge.removeFirst();
            traces.remove(oldest.id());
            steps -= oldest.steps();
            floor = Math.max(floor, oldest.last().micros());
        }
    }

    /// Grows with each event taken.
    synchronized long changes() {
        return changes;
    }

    /// The traces that have ended, by their ids.
    synchronized List<Trace> ended() {
        List<Trace> ended = new ArrayList<>(traces.size());
        traces.values().forEach(trace -> ended.addAll(trace.ended()));
        ended.sort(Comparator.comparing(Trace::id));
        return ended;
    }

    private static String traceOf(DecodedEvent event) {
        Optional<String> given = event.correlationId().map(id -> id.value());
        boolean task = event.contract().topic().equals(TASKS);
        return given.orElseGet(() -> task ? event.id().value() : "");
    }

    private void add(DecodedEvent event, Moment moment, OpenTrace trace) {
        String agent = cut(StepReader.orEmpty(event.text("agent_name")), MAX_NAME);
        if (event.contract().topic().equals(TASKS)) {
            trace.task(task(event, moment, agent));
        } else {
            trace.action(action(event, moment, agent));
        }
    }

    private OpenTrace.Action action(DecodedEvent event, Moment moment, String agent) {
        String type = StepReader.orEmpty(event.text("action_type"));
        boolean result = type.equals("success") || type.equals("error");
        boolean announces = result && event.value("duration_ms") == null;
        return new OpenTrace.Action(
                moment,
                place(event, agent, reader.execution(event)),
                reader.action(event, new Generaliser(List.of(agent))),
                announces);
    }

    private OpenTrace.Place place(DecodedEvent event, String agent, String execution) {
        return new OpenTrace.Place(
                reader.pooled(agent),
                reader.pooled(cut(StepReader.orEmpty(event.text("session_id")), MAX_NAME)),
                reader.pooled(cut(execution, MAX_NAME)));
    }

    private OpenTrace.Task task(DecodedEvent event, Moment moment, String agent) {
        List<String> names = new ArrayList<>(List.of(agent));
        if (event.value("agent_chain") instanceof JsonSlice chain) {
            for (JsonNode name : JsonMapper.shared().readTree(chain.text())) {
                names.add(name.asString(""));
            }
        }
        return new OpenTrace.Task(
                moment,
                place(event, agent, StepReader.orEmpty(event.text("execution_id"))),
                names.subList(1, Math.min(names.size(), MAX_HELPERS)),
                event.value("started_at") instanceof Instant begun ? Optional.of(begun) : Optional.empty(),
                event.flag("success", false),
                cut(StepReader.orEmpty(event.text("original_prompt")).strip(), MAX_PROMPT),
                cut(StepReader.orEmpty(event.text("task_type")), MAX_NAME),
                cut(StepReader.orEmpty(event.text("domain")), MAX_NAME),
                event.number("quality_score"),
                event.integer("total_duration_ms", -1),
                reader.listed(event, new Generaliser(names)));
    }

    /// At most so many characters, none of them half.
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end);
    }
}
