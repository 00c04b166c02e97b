package dev.agentbus.view;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.process.history.EventHistory;
import dev.agentbus.process.history.EventHistory.Order;
import dev.agentbus.process.history.EventHistory.Page;
import dev.agentbus.process.history.EventHistory.TraceCounts;
import dev.agentbus.view.ViewEvent.Outcome;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Everything that happened under one correlation id: from memory when it holds the whole trace,
/// else from where events are stored.
final class TraceRoutes implements HttpService {
    private static final int MAX_PAGE = 1_000;
    private static final int DEFAULT_PAGE = 500;
    private static final int MAX_OFFSET = 10_000_000;
    private static final int MAX_EXECUTION = 10_000;
    private static final String MEMORY = "memory";

    /// One page of a trace, and what the whole amounts to.
    ///
    /// @param complete false when older events may exist that nobody here can read
    private record Found(List<ViewEvent> events, TraceCounts counts, String source, boolean complete) {}

    private final LiveState state;
    private final History history;

    TraceRoutes(LiveState state, History history) {
        this.state = state;
        this.history = history;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/trace/{+correlationId}", Replies.answering(this::trace))
                .get("/execution/{+correlationId}", Replies.answering(this::execution));
    }

    void trace(Query query, ServerResponse response) {
        CorrelationId id = correlationId(query);
        Page page = new Page(
                order(query),
                query.number("limit", DEFAULT_PAGE, 1, MAX_PAGE),
                query.number("offset", 0, 0, MAX_OFFSET));
        Found found = find(id, page);
        JsonBytes out = new JsonBytes(16 << 10)
                .beginObject()
                .field("correlationId", id.value())
                .name("events")
                .beginArray();
        found.events.forEach(event -> writeEvent(out, event));
        out.endArray().name("summary").beginObject();
        out.field("totalEvents", found.counts.events())
                .field("routingDecisions", found.counts.decisions())
                .field("actions", found.counts.actions())
                .field("errors", found.counts.errors())
                .field("totalDurationMs", found.counts.totalMillis())
                .endObject();
        out.field("limit", page.limit())
                .field("offset", page.offset())
                .field("hasMore", page.offset() + found.events.size() < found.counts.events())
                .field("source", found.source)
                .field("complete", found.complete)
                .endObject();
        Replies.json(response, out);
    }

    void execution(Query query, ServerResponse response) {
        CorrelationId id = correlationId(query);
        List<ViewEvent> events = find(id, new Page(Order.OLDEST_FIRST, MAX_EXECUTION, 0)).events;
        ViewEvent decision = events.stream()
                .filter(event -> event.kind() == Kind.DECISION)
                .findFirst()
                .orElseThrow(() -> new Query.Refused(
                        404,
                        "not_found",
                        "Cannot show execution: no routing decision has this correlation id, got: "
                                + Query.shown(id.value())));
        List<ViewEvent> actions =
                events.stream().filter(event -> event.kind() == Kind.ACTION).toList();
        JsonBytes out = new JsonBytes(8 << 10).beginObject().field("correlationId", id.value());
        out.name("routingDecision")
                .beginObject()
                .members(decision.json())
                .field("timestamp", time(decision))
                .endObject();
        out.name("actions").beginArray();
        for (ViewEvent action : actions) {
            out.beginObject()
                    .members(action.json())
                    .field("timestamp", time(action))
                    .field("status", word(action.outcome()))
                    .endObject();
        }
        out.endArray().name("summary").beginObject();
        out.field("totalActions", actions.size())
                .field(
                        "totalDuration",
                        millis(decision)
                                + actions.stream()
                                        .mapToLong(TraceRoutes::millis)
                                        .sum())
                .field("status", word(verdict(decision, events)))
                .field("startTime", time(events.getFirst()))
                .field("endTime", time(events.getLast()))
                .endObject();
        Replies.json(response, out.endObject());
    }

    private Found find(CorrelationId id, Page page) {
        Optional<Traces.Trace> kept = state.trace(id.value());
        boolean whole = kept.isPresent() && kept.get().complete();
        if (whole || history.stored().isEmpty()) {
            TimeLine.View events = kept.map(Traces.Trace::events).orElse(TimeLine.View.EMPTY);
            return new Found(page(events, page), count(events), MEMORY, whole);
        }
        EventHistory stored = history.stored().get();
        TraceCounts counts = stored.countTrace(id);
        TimeLine.View events = kept.map(Traces.Trace::events).orElse(TimeLine.View.EMPTY);
        if (counts.events() < events.size()) {
            return new Found(page(events, page), count(events), MEMORY, false);
        }
        return new Found(EventShape.whole(stored.trace(id, page)), counts, "database", true);
    }

    private static List<ViewEvent> page(TimeLine.View events, Page page) {
        List<ViewEvent> ordered = new ArrayList<>(events.toList());
        if (page.order() == Order.NEWEST_FIRST) {
            Collections.reverse(ordered);
        }
        int from = Math.min(page.offset(), ordered.size());
        return ordered.subList(from, Math.min(ordered.size(), from + page.limit()));
    }

    private static TraceCounts count(TimeLine.View events) {
        long decisions = 0;
        long actions = 0;
        long errors = 0;
        long total = 0;
        for (ViewEvent event : events) {
            decisions += event.kind() == Kind.DECISION ? 1 : 0;
            actions += event.kind() == Kind.ACTION ? 1 : 0;
            errors += event.failed() ? 1 : 0;
            total += event.kind() == Kind.DECISION || event.kind() == Kind.ACTION ? millis(event) : 0;
        }
        return new TraceCounts(events.size(), decisions, actions, errors, total);
    }

    private static void writeEvent(JsonBytes out, ViewEvent event) {
        out.beginObject().name("id");
        event.writeIdTo(out);
        out.field("eventType", event.kind().eventType(event.topic()))
                .field("topic", event.topic())
                .field("timestamp", time(event))
                .field("agentName", event.agent())
                .name("details")
                .raw(event.json())
                .name("durationMs");
        if (event.durationMillis() < 0) {
            out.value((String) null);
        } else {
            out.value(event.durationMillis());
        }
        out.field("status", event.kind() == Kind.PERFORMANCE ? null : word(event.outcome()))
                .endObject();
    }

    /// What the decision says about its outcome, else what the execution's or task's own event
    /// says, else nothing.
    private static Outcome verdict(ViewEvent decision, List<ViewEvent> events) {
        if (decision.outcome() != Outcome.UNSAID) {
            return decision.outcome();
        }
        for (ViewEvent event : events.reversed()) {
            if (event.kind() == Kind.OTHER && event.outcome() != Outcome.UNSAID) {
                return event.outcome();
            }
        }
        return Outcome.UNSAID;
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case SUCCESS -> "success";
            case FAILURE -> "failed";
            case UNSAID -> "unknown";
        };
    }

    private static long millis(ViewEvent event) {
        return Math.max(0, event.durationMillis());
    }

    private static String time(ViewEvent event) {
        return Instant.ofEpochMilli(event.timeMillis()).toString();
    }

    private static Order order(Query query) {
        String order = query.text("order").orElse("desc");
        return switch (order) {
            case "asc" -> Order.OLDEST_FIRST;
            case "desc" -> Order.NEWEST_FIRST;
            default ->
                throw Query.Refused.badRequest(
                        "Cannot show trace: order must be asc or desc, got: " + Query.shown(order));
        };
    }

    private static CorrelationId correlationId(Query query) {
        String id = query.path("correlationId");
        if (id.isBlank()) {
            throw Query.Refused.badRequest(
                    "Cannot show trace: the correlation id must not be blank, got: '" + id + "'");
        }
        return new CorrelationId(id);
    }
}
