package dev.agentbus.view;

import dev.agentbus.process.history.EventHistory.PairCounts;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Transformations between agents, and the router's performance.
final class FlowRoutes implements HttpService {
    private static final int MAX_LINKS = 50;

    private final LiveState state;
    private final History history;

    FlowRoutes(LiveState state, History history) {
        this.state = state;
        this.history = history;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/transformations/recent", Replies.answering(this::transformations))
                .get("/transformations/summary", Replies.answering(this::summary))
                .get("/performance/metrics", Replies.answering(this::performance))
                .get("/performance/summary", Replies.answering(this::queries));
    }

    void transformations(Query query, ServerResponse response) {
        int limit = query.number("limit", 50, 1, ViewSettings.MAX_TRANSFORMATIONS);
        JsonBytes out = new JsonBytes(8 << 10).beginObject().name("transformations");
        int total = StateJson.writeEvents(out, inWindow(Kind.TRANSFORMATION), limit, _ -> true);
        Replies.json(response, out.field("total", total).endObject());
    }

    void performance(Query query, ServerResponse response) {
        int limit = query.number("limit", 100, 1, ViewSettings.MAX_PERFORMANCE);
        JsonBytes out = new JsonBytes(8 << 10).beginObject().name("metrics");
        int total = StateJson.writeEvents(out, inWindow(Kind.PERFORMANCE), limit, _ -> true);
        StateJson.writeQueries(out.name("stats"), state.snapshot().queries());
        Replies.json(response, out.field("total", total).endObject());
    }

    void queries(Query query, ServerResponse response) {
        JsonBytes out = new JsonBytes();
        StateJson.writeQueries(out, state.snapshot().queries());
        Replies.json(response, out);
    }

    void summary(Query query, ServerResponse response) {
        TimeWindow window = TimeWindow.ofCounts(query);
        List<PairCounts> pairs = window == TimeWindow.DAY
                ? fromMemory(state.snapshot().pairs())
                : history.require("the last " + window.wireName())
                        .transformations(Instant.ofEpochMilli(state.nowMillis()).minus(window.duration()));
        JsonBytes out = new JsonBytes(4 << 10).beginObject();
        writeSummary(out.name("summary"), pairs);
        writeSankey(out.name("sankey"), pairs.subList(0, Math.min(MAX_LINKS, pairs.size())));
        Replies.json(response, out.endObject());
    }

    private static List<PairCounts> fromMemory(Map<Pair, PairTally> pairs) {
        return pairs.entrySet().stream()
                .map(entry -> counts(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(PairCounts::count)
                        .reversed()
                        .thenComparing(PairCounts::source)
                        .thenComparing(PairCounts::target))
                .toList();
    }

    private static PairCounts counts(Pair pair, PairTally tally) {
        return new PairCounts(
                pair.source(),
                pair.target(),
                tally.count(),
                tally.meanConfidence(),
                tally.meanDuration(),
                tally.successes(),
                tally.failures());
    }

    private static void writeSummary(JsonBytes out, List<PairCounts> pairs) {
        long total = pairs.stream().mapToLong(PairCounts::count).sum();
        long successes = pairs.stream().mapToLong(PairCounts::successes).sum();
        long said = successes + pairs.stream().mapToLong(PairCounts::failures).sum();
        double timed = pairs.stream()
                .filter(pair -> !Double.isNaN(pair.meanMillis()))
                .mapToDouble(pair -> pair.meanMillis() * pair.count())
                .sum();
        long timedCount = pairs.stream()
                .filter(pair -> !Double.isNaN(pair.meanMillis()))
                .mapToLong(PairCounts::count)
                .sum();
        out.beginObject()
                .field("totalTransformations", total)
                .field(
                        "uniqueSourceAgents",
                        pairs.stream().map(PairCounts::source).distinct().count())
                .field(
                        "uniqueTargetAgents",
                        pairs.stream().map(PairCounts::target).distinct().count())
                .field(
                        "avgTransformationTimeMs",
                        AgentMetrics.rounded(timedCount == 0 ? Double.NaN : timed / timedCount))
                .field("successRate", AgentMetrics.rounded(said == 0 ? Double.NaN : (double) successes / said))
                .name("mostCommonTransformation");
        if (pairs.isEmpty()) {
            out.value((String) null);
        } else {
            PairCounts first = pairs.getFirst();
            out.beginObject()
                    .field("source", first.source())
                    .field("target", first.target())
                    .field("count", first.count())
                    .endObject();
        }
        out.endObject();
    }

    private static void writeSankey(JsonBytes out, List<PairCounts> pairs) {
        TreeSet<String> agents = new TreeSet<>();
        pairs.forEach(pair -> {
            agents.add(pair.source());
            agents.add(pair.target());
        });
        out.beginObject().name("nodes").beginArray();
        agents.forEach(agent ->
                out.beginObject().field("id", agent).field("label", agent).endObject());
        out.endArray().name("links").beginArray();
        pairs.forEach(pair -> out.beginObject()
                .field("source", pair.source())
                .field("target", pair.target())
                .field("value", pair.count())
                .field("avgConfidence", AgentMetrics.rounded(pair.meanConfidence()))
                .field("avgDurationMs", AgentMetrics.rounded(pair.meanMillis()))
                .endObject());
        out.endArray().endObject();
    }

    private TimeLine.View inWindow(Kind kind) {
        return state.snapshot().newest(kind).since(state.beginMillis());
    }
}
