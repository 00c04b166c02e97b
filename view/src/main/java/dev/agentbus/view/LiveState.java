package dev.agentbus.view;

import dev.agentbus.events.codec.DecodedEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What happened in the fleet within the window (24 h by event time), folded into memory: counts,
/// newest events, traces.
///
/// One thread folds and publishes; any thread reads the last published [Snapshot], without a lock
/// and without holding the folding up. An id counts once, in whatever order and however often its
/// events come.
public final class LiveState {
    /// How often the window is moved on, at most.
    private static final long ADVANCE_MILLIS = 1_000;
    /// Executions and handed-over work may have begun before what was read.
    private static final long EDGE_MILLIS = 10 * 60_000;

    private final ViewSettings settings;
    private final Clock clock;
    private final EventShape shape;
    private final Window window;
    private final SeenIds seen;
    private final Traces traces;
    private final Map<String, TimeLine> newest = new HashMap<>();
    private final Map<String, AgentActivity> activities = new HashMap<>();
    private final TreeMap<String, AgentMetrics> metrics = new TreeMap<>();
    private final java.util.HashSet<String> changedAgents = new java.util.HashSet<>();
    private boolean changed;
    private long advancedMillis;
    private long sequence;
    private long folded;
    private long duplicates;
    private long tooOld;
    private volatile Snapshot snapshot = Snapshot.EMPTY;

    public LiveState(ViewSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.shape = new EventShape(settings.eventBytes());
        this.window = new Window(settings.window().toMillis(), settings.maxNames());
        this.seen = new SeenIds(settings.maxIds());
        this.traces = new Traces(settings.traceBytes());
    }

    /// Where the window begins now, epoch milliseconds.
    long beginMillis() {
        return clock.millis() - settings.window().toMillis();
    }

    long nowMillis() {
        return clock.millis();
    }

    /// From when on the log is read: traces that begin right there may have begun before.
    void readFrom(long timeMillis) {
        traces.readFrom(timeMillis + EDGE_MILLIS);
    }

    /// Takes an event in; readers see it with the next [#publish()].
    ///
    /// @return the event as it is shown; null when it is a duplicate or too old
    @Nullable
    ViewEvent fold(DecodedEvent event) {
        long now = clock.millis();
        if (event.time().toEpochMilli() < now - settings.window().toMillis()) {
            tooOld++;
            changed = true;
            event.correlationId().ifPresent(id -> traces.markPartial(id.value()));
            return null;
        }
        if (!seen.add(event.id(), Math.min(now, event.time().toEpochMilli()))) {
            duplicates++;
            changed = true;
            return null;
        }
        ViewEvent shown = shape.of(event, now);
        window.count(shown);
        String title = EventShape.title(event, shown.kind());
        traces.add(shown, shown.kind() == Kind.DECISION ? title : null);
        newest.computeIfAbsent(
                        shown.topic(), _ -> new TimeLine(ViewSettings.listSize(shown.kind()), settings.listBytes()))
                .add(shown);
        note(shown, title);
        folded++;
        changed = true;
        return shown;
    }

    /// Numbers live events, so that a snapshot can say which of them it holds.
    ///
    /// @return the first of `count` numbers
    long reserveSequence(int count) {
        sequence += count;
        return sequence - count + 1;
    }

    /// Moves the window on, and makes what was folded visible.
    ///
    /// @return whether any agent's metrics changed
    boolean publish() {
        advance();
        if (!changed) {
            return false;
        }
        boolean agentsChanged = !changedAgents.isEmpty();
        refreshMetrics();
        Map<String, TimeLine.View> views = new HashMap<>();
        newest.forEach((topic, line) -> views.put(topic, line.view()));
        List<OperationsHour> hours = new ArrayList<>();
        window.hours().forEach(hours::add);
        Tally total = window.total();
        snapshot = new Snapshot(
                sequence,
                List.copyOf(metrics.values()),
                Map.copyOf(views),
                Map.copyOf(total.strategies()),
                Map.copyOf(total.pairs()),
                total.queries(),
                List.copyOf(hours),
                Map.copyOf(total.topics()),
                new Snapshot.Counters(folded, duplicates, tooOld, seen.size(), traces.size(), traces.sizeBytes()));
        changed = false;
        return agentsChanged;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    Optional<Traces.Trace> trace(String correlationId) {
        return traces.find(correlationId);
    }

    /// Those that moved last, first.
    List<TraceSummary> newestTraces(TraceSummary.Wanted wanted, int limit) {
        return TraceSummary.newest(traces.all(), wanted, limit);
    }

    private void note(ViewEvent event, @Nullable String title) {
        Tally total = window.total();
        if (event.agent() != null) {
            String name = total.counted(event.agent());
            AgentActivity activity = activities.computeIfAbsent(name, _ -> new AgentActivity());
            activity.acted(event);
            activity.did(event, title);
            changedAgents.add(name);
        }
        if (event.target() != null) {
            String name = total.counted(event.target());
            activities.computeIfAbsent(name, _ -> new AgentActivity()).givenWork(event.timeMillis());
            changedAgents.add(name);
        }
    }

    private void advance() {
        long now = clock.millis();
        if (Math.abs(now - advancedMillis) < ADVANCE_MILLIS) {
            return;
        }
        advancedMillis = now;
        long begin = now - settings.window().toMillis();
        if (window.advanceTo(now)) {
            seen.forgetBefore(begin);
            traces.dropBefore(begin);
            newest.values().forEach(line -> line.dropBefore(begin));
            changedAgents.addAll(metrics.keySet());
            changed = true;
        }
    }

    private void refreshMetrics() {
        for (String name : changedAgents) {
            AgentTally tally = window.total().agent(name);
            AgentActivity activity = activities.get(name);
            if (tally == null || activity == null) {
                metrics.remove(name);
                activities.remove(name);
            } else {
                metrics.put(name, AgentMetrics.of(name, tally, activity));
            }
        }
        changedAgents.clear();
    }
}
