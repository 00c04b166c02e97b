package dev.agentbus.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One trace as a list shows it, as far as memory holds it.
///
/// @param title what was asked of the first agent; null when no decision says so
/// @param agents in the order in which they came
/// @param beginMillis of the first event, its duration included
record TraceSummary(
        String id,
        @Nullable String title,
        List<String> agents,
        int events,
        int failures,
        long beginMillis,
        long endMillis,
        boolean complete) {
    private static final int MAX_AGENTS = 12;

    private record Moved(String id, long atMillis, Traces.Trace trace) {}

    /// Which traces are wanted.
    ///
    /// @param text in the id, the title or an agent's name, whatever the case; empty for any
    /// @param agent one who took part; null for any
    /// @param failedOnly those with a failure
    record Wanted(String text, @Nullable String agent, boolean failedOnly) {
        static final Wanted ALL = new Wanted("", null, false);

        boolean admits(TraceSummary trace) {
            return (!failedOnly || trace.failures > 0)
                    && (agent == null || trace.agents.contains(agent))
                    && (text.isEmpty() || trace.mentions(text));
        }
    }

    static TraceSummary of(String id, Traces.Trace trace) {
        Set<String> agents = new LinkedHashSet<>();
        int failures = 0;
        long begin = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (ViewEvent event : trace.events()) {
            addTo(agents, event.agent());
            addTo(agents, event.target());
            failures += event.failed() ? 1 : 0;
            begin = Math.min(begin, event.timeMillis() - Math.max(0, event.durationMillis()));
            end = Math.max(end, event.timeMillis());
        }
        return new TraceSummary(
                id, trace.title(), List.copyOf(agents), trace.events().size(), failures, begin, end, trace.complete());
    }

    /// Those that moved last, first.
    static List<TraceSummary> newest(Map<String, Traces.Trace> traces, Wanted wanted, int limit) {
        Queue<Moved> moved = new PriorityQueue<>(
                Math.max(1, traces.size()),
                Comparator.comparingLong(Moved::atMillis).reversed().thenComparing(Moved::id));
        traces.forEach(
                (id, trace) -> moved.add(new Moved(id, trace.events().newest(0).timeMillis(), trace)));
        List<TraceSummary> found = new ArrayList<>();
        // A heap: most asks want a hundred of many thousands, not all of them in order.
        for (Moved next = moved.poll(); next != null && found.size() < limit; next = moved.poll()) {
            TraceSummary summary = of(next.id, next.trace);
            if (wanted.admits(summary)) {
                found.add(summary);
            }
        }
        return found;
    }

    void writeTo(JsonBytes out) {
        out.beginObject()
                .field("correlationId", id)
                .field("title", title)
                .field("agentCount", agents.size())
                .field("events", events)
                .field("failures", failures)
                .field("startedAt", Instant.ofEpochMilli(beginMillis).toString())
                .field("lastAt", Instant.ofEpochMilli(endMillis).toString())
                .field("durationMs", endMillis - beginMillis)
                .field("complete", complete)
                .name("agents")
                .beginArray();
        new ArrayList<>(agents.subList(0, Math.min(MAX_AGENTS, agents.size()))).forEach(out::value);
        out.endArray().endObject();
    }

    private boolean mentions(String text) {
        return contains(id, text)
                || (title != null && contains(title, text))
                || agents.stream().anyMatch(agent -> contains(agent, text));
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static void addTo(Set<String> agents, @Nullable String agent) {
        if (agent != null) {
            agents.add(agent);
        }
    }
}
