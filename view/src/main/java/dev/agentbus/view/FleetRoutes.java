package dev.agentbus.view;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.process.history.EventHistory;
import dev.agentbus.process.history.EventHistory.AgentCounts;
import dev.agentbus.process.history.EventHistory.StrategyCount;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/// Agents, their actions and the decisions that chose them.
final class FleetRoutes implements HttpService {
    private final LiveState state;
    private final Supplier<FeedStatus> feed;
    private final History history;

    FleetRoutes(LiveState state, LiveFeed feed, History history) {
        this(state, feed::status, history);
    }

    FleetRoutes(LiveState state, Supplier<FeedStatus> feed, History history) {
        this.state = state;
        this.feed = feed;
        this.history = history;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/agents/summary", Replies.answering(this::agents))
                .get("/agents/routing-strategy", Replies.answering(this::strategies))
                .get("/agents/{+agent}/actions", Replies.answering(this::actionsOf))
                .get("/actions/recent", Replies.answering(this::actions))
                .get("/routing/decisions", Replies.answering(this::decisions))
                .get("/metrics/operations-per-minute", Replies.answering(this::operations))
                .get("/health", Replies.answering(this::health));
    }

    void agents(Query query, ServerResponse response) {
        JsonBytes out = new JsonBytes(4 << 10);
        TimeWindow window = TimeWindow.ofCounts(query);
        if (window == TimeWindow.DAY) {
            StateJson.writeMetrics(out, state.snapshot(), state.nowMillis());
        } else {
            out.beginArray();
            stored(window).agents(since(window)).forEach(agent -> writeStored(out, agent));
            out.endArray();
        }
        Replies.json(response, out);
    }

    void actions(Query query, ServerResponse response) {
        int limit = query.number("limit", 100, 1, ViewSettings.MAX_ACTIONS);
        JsonBytes out = new JsonBytes(16 << 10);
        StateJson.writeEvents(out, inWindow(Kind.ACTION), limit, _ -> true);
        Replies.json(response, out);
    }

    void actionsOf(Query query, ServerResponse response) {
        String agent = query.path("agent");
        int limit = query.number("limit", 100, 1, ViewSettings.MAX_ACTIONS);
        TimeWindow window = TimeWindow.ofList(query);
        JsonBytes out = new JsonBytes(16 << 10);
        TimeLine.View kept = inWindow(Kind.ACTION);
        TimeLine.View newest = kept.since(since(window).toEpochMilli());
        List<ViewEvent> found = new ArrayList<>();
        for (int i = 0; i < newest.size() && found.size() < limit; i++) {
            if (agent.equals(newest.newest(i).agent())) {
                found.add(newest.newest(i));
            }
        }
        boolean reaches = window.duration().compareTo(TimeWindow.DAY.duration()) <= 0
                && (newest.size() < kept.size() || kept.size() < ViewSettings.MAX_ACTIONS);
        boolean complete = found.size() == limit || reaches;
        if (!complete && (history.stored().isPresent() || window.duration().compareTo(TimeWindow.DAY.duration()) > 0)) {
            List<DecodedEvent> rows = stored(window).actionsOf(agent, since(window), limit);
            found = EventShape.whole(rows);
            complete = true;
        }
        out.beginArray();
        found.forEach(event -> out.raw(event.json()));
        out.endArray();
        response.header("X-Agentbus-Complete", Boolean.toString(complete));
        Replies.json(response, out);
    }

    void strategies(Query query, ServerResponse response) {
        TimeWindow window = TimeWindow.ofCounts(query);
        List<StrategyCount> counts = window == TimeWindow.DAY
                ? state.snapshot().strategies().entrySet().stream()
                        .map(entry -> new StrategyCount(entry.getKey(), entry.getValue()))
                        .toList()
                : stored(window).strategies(since(window));
        long total = counts.stream().mapToLong(StrategyCount::count).sum();
        JsonBytes out = new JsonBytes().beginArray();
        counts.stream()
                .sorted(Comparator.comparingLong(StrategyCount::count)
                        .reversed()
                        .thenComparing(StrategyCount::strategy))
                .forEach(each -> out.beginObject()
                        .field("strategy", each.strategy())
                        .field("count", each.count())
                        .field("percentage", AgentMetrics.rounded(100.0 * each.count() / total))
                        .endObject());
        Replies.json(response, out.endArray());
    }

    void decisions(Query query, ServerResponse response) {
        int limit = query.number("limit", 100, 1, ViewSettings.MAX_DECISIONS);
        double least = query.fraction("minConfidence", Double.NaN);
        String agent = query.text("agent").orElse(null);
        JsonBytes out = new JsonBytes(16 << 10);
        StateJson.writeEvents(
                out,
                inWindow(Kind.DECISION),
                limit,
                event -> (agent == null || agent.equals(event.agent()))
                        && (Double.isNaN(least) || event.number() >= least));
        Replies.json(response, out);
    }

    /// Counts of an hour (a day, for longer windows) over its minutes; for the one that is not
    /// over, over those so far.
    void operations(Query query, ServerResponse response) {
        TimeWindow window = TimeWindow.ofCounts(query);
        JsonBytes out = new JsonBytes(4 << 10).beginArray();
        if (window == TimeWindow.DAY) {
            for (OperationsHour hour : state.snapshot().operations()) {
                hour.countByType().entrySet().stream()
                        .sorted(java.util.Map.Entry.comparingByKey())
                        .forEach(type -> writeOperations(
                                out, hour.startMillis(), Duration.ofHours(1), type.getKey(), type.getValue()));
            }
        } else {
            Duration day = Duration.ofDays(1);
            for (EventHistory.OperationCount each : stored(window).operations(since(window), day)) {
                writeOperations(out, each.start().toEpochMilli(), day, each.actionType(), each.count());
            }
        }
        Replies.json(response, out.endArray());
    }

    private void writeOperations(JsonBytes out, long startMillis, Duration span, String type, long count) {
        long passed = Math.clamp(state.nowMillis() - startMillis, 60_000, span.toMillis());
        out.beginObject()
                .field("period", Instant.ofEpochMilli(startMillis).toString())
                .field("operationsPerMinute", AgentMetrics.rounded(count * 60_000.0 / passed))
                .field("actionType", type)
                .field("count", count)
                .endObject();
    }

    private void health(Query query, ServerResponse response) {
        JsonBytes out = new JsonBytes();
        FeedStatus status = feed.get();
        StateJson.writeHealth(out, state.snapshot(), status, Instant.ofEpochMilli(state.nowMillis()));
        Replies.json(response, status.connected() ? 200 : 503, out);
    }

    private static void writeStored(JsonBytes out, AgentCounts agent) {
        long said = agent.successes() + agent.failures();
        out.beginObject()
                .field("agent", agent.agent())
                .field("totalRequests", agent.actions() + agent.decisions())
                .field("successRate", AgentMetrics.rounded(said == 0 ? Double.NaN : (double) agent.successes() / said))
                .field("avgRoutingTime", AgentMetrics.rounded(agent.meanRoutingMillis()))
                .field("avgConfidence", AgentMetrics.rounded(agent.meanConfidence()))
                .field("lastSeen", agent.lastSeen().toString())
                .field("actions", agent.actions())
                .field("routingDecisions", agent.decisions())
                .field("successes", agent.successes())
                .field("errors", agent.failures())
                .field("avgDurationMs", AgentMetrics.rounded(agent.meanMillis()))
                .field("p50DurationMs", agent.p50Millis())
                .field("p95DurationMs", agent.p95Millis())
                .field("p99DurationMs", agent.p99Millis())
                .endObject();
    }

    private TimeLine.View inWindow(Kind kind) {
        return state.snapshot().newest(kind).since(state.beginMillis());
    }

    private EventHistory stored(TimeWindow window) {
        return history.require("the last " + window.wireName());
    }

    private Instant since(TimeWindow window) {
        return Instant.ofEpochMilli(state.nowMillis()).minus(window.duration());
    }
}
