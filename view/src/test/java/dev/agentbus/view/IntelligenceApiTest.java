package dev.agentbus.view;

import static dev.agentbus.view.Fleet.action;
import static dev.agentbus.view.Fleet.decision;
import static dev.agentbus.view.Fleet.execution;
import static dev.agentbus.view.Fleet.query;
import static dev.agentbus.view.Fleet.transformation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.view.Fleet.Said;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class IntelligenceApiTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:30:00Z");
    /// When the log took the events in.
    private static final Instant TAKEN = NOW.minus(Duration.ofHours(20));

    private static final String API = "/api/intelligence";

    private final TestLog log = new TestLog();
    private final ServedView served = new ServedView(log, MutableClock.of(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void summarisesAgents() {
        publish(
                action("e1", "coder", "success", "t1", NOW, 10),
                action("e2", "coder", "error", "t1", NOW, 30),
                decision("coder", "explicit", 0.9, "t1", NOW));

        assertThat(get("/agents/summary").body()).isEqualTo("""
                [{"agent":"coder","totalRequests":3,"successRate":0.5,"avgRoutingTime":12,"avgConfidence":0.9,\
                "lastSeen":"2026-11-21T12:30:00Z","state":"running","actions":2,"routingDecisions":1,"successes":1,\
                "errors":1,"eventsPerSecond":0.05,"avgDurationMs":20,"p50DurationMs":10,"p95DurationMs":30,\
                "p99DurationMs":30,"spark":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,3],\
                "lastAction":{"type":"explicit","name":"do it","correlationId":"t1","at":"2026-11-21T12:30:00Z"}}]""");
    }

    @Test
    void listsActionsNewestFirst() {
        publish(
                action("e1", "coder", "success", "t1", NOW.minusSeconds(2), 10),
                action("e2", "tester", "error", "t1", NOW.minusSeconds(1), 30));

        assertThat(get("/actions/recent?limit=1").body()).isEqualTo("""
                [{"id":"e2","correlationId":"t1","agentName":"tester","actionType":"error","actionName":"Read",\
                "actionDetails":{"file":"a.txt"},"debugMode":true,"durationMs":30,"success":null,\
                "ingestedAt":"2026-11-20T16:30:00Z","createdAt":"2026-11-21T12:29:59Z"}]""");
        assertThat(get("/agents/coder/actions").body()).contains("\"e1\"").doesNotContain("\"e2\"");
        assertThat(get("/agents/nobody/actions?timeWindow=24h").body()).isEqualTo("[]");
    }

    @Test
    void listsDecisionsByAgentAndConfidence() {
        publish(
                decision("coder", "explicit", 0.9, "t1", NOW),
                decision("coder", "fallback", 0.4, "t1", NOW),
                decision("tester", "explicit", 0.95, "t1", NOW));

        String found = get("/routing/decisions?agent=coder&minConfidence=0.5").body();

        assertThat(found)
                .contains("\"selectedAgent\":\"coder\",\"confidenceScore\":0.9,\"routingStrategy\":\"explicit\"")
                .doesNotContain("tester")
                .doesNotContain("0.4,");
        assertThat(get("/agents/routing-strategy").body()).isEqualTo("""
                [{"strategy":"explicit","count":2,"percentage":66.6667},\
                {"strategy":"fallback","count":1,"percentage":33.3333}]""");
    }

    @Test
    void summarisesTransformations() {
        publish(
                transformation("coder", "tester", true, "t1", NOW),
                transformation("coder", "tester", false, "t1", NOW),
                transformation("tester", "coder", true, "t1", NOW));

        assertThat(get("/transformations/summary").body()).isEqualTo("""
                {"summary":{"totalTransformations":3,"uniqueSourceAgents":2,"uniqueTargetAgents":2,\
                "avgTransformationTimeMs":30,"successRate":0.6667,\
                "mostCommonTransformation":{"source":"coder","target":"tester","count":2}},\
                "sankey":{"nodes":[{"id":"coder","label":"coder"},{"id":"tester","label":"tester"}],\
                "links":[{"source":"coder","target":"tester","value":2,"avgConfidence":0.5,"avgDurationMs":30},\
                {"source":"tester","target":"coder","value":1,"avgConfidence":0.5,"avgDurationMs":30}]}}""");
        assertThat(get("/transformations/recent?limit=2").body())
                .startsWith("{\"transformations\":[{\"id\":")
                .endsWith("],\"total\":2}");
    }

    @Test
    void namesTheEventThatAHandoverHangsBelow() {
        publish(Fleet.said(
                Fleet.TRANSFORMATIONS,
                "{\"event_id\":\"h1\",\"source_agent\":\"coder\",\"target_agent\":\"tester\",\"correlation_id\":\"t1\","
                        + "\"timestamp\":\"" + NOW + "\",\"parent_event_id\":\"e7\"}"));

        assertThat(get("/transformations/recent").body()).contains("\"parentEventId\":\"e7\"");
        assertThat(get("/trace/t1").body()).contains("\"parentEventId\":\"e7\"");
    }

    @Test
    void summarisesTheRoutersPerformance() {
        publish(query(true, 2, "t1", NOW), query(false, 10, "t1", NOW));

        String stats = "\"totalQueries\":2,\"cacheHitCount\":1,\"avgRoutingDuration\":6,\"totalRoutingDuration\":12,"
                + "\"cacheHitRate\":50}";
        assertThat(get("/performance/summary").body()).isEqualTo("{" + stats);
        assertThat(get("/performance/metrics").body())
                .startsWith("{\"metrics\":[{\"id\":")
                .endsWith("],\"stats\":{" + stats + ",\"total\":2}");
    }

    @Test
    void countsOperationsPerMinute() {
        for (int i = 0; i < 60; i++) {
            publish(action("a" + i, "coder", "tool_call", "t1", NOW.minusSeconds(3_600 + i), 1));
        }
        publish(action("b", "coder", "error", "t1", NOW, 1));

        assertThat(get("/metrics/operations-per-minute").body()).isEqualTo("""
                [{"period":"2026-11-21T11:00:00Z","operationsPerMinute":1,"actionType":"tool_call","count":60},\
                {"period":"2026-11-21T12:00:00Z","operationsPerMinute":0.0333,"actionType":"error","count":1}]""");
    }

    @Test
    void showsATraceInOrderAndInPages() {
        publish(
                decision("coder", "explicit", 0.9, "trace one", NOW.minusSeconds(9)),
                action("e1", "coder", "tool_call", "trace one", NOW.minusSeconds(8), 10),
                action("e2", "coder", "error", "trace one", NOW.minusSeconds(7), 20),
                execution("coder", "error", "trace one", NOW.minusSeconds(6)));

        String newestFirst = get("/trace/trace%20one").body();
        String page = get("/trace/trace%20one?order=asc&limit=1&offset=1").body();

        assertThat(newestFirst)
                .startsWith("{\"correlationId\":\"trace one\",\"events\":[{\"id\":")
                .containsSubsequence(
                        "\"eventType\":\"agent-execution-logs\"",
                        "\"eventType\":\"action\"",
                        "\"eventType\":\"action\"",
                        "\"eventType\":\"routing\"")
                .contains("\"summary\":{\"totalEvents\":4,\"routingDecisions\":1,\"actions\":2,\"errors\":2,"
                        + "\"totalDurationMs\":42}")
                .endsWith("\"hasMore\":false,\"source\":\"memory\",\"complete\":true}");
        assertThat(page)
                .contains("\"events\":[{\"id\":\"e1\",\"eventType\":\"action\",\"topic\":\"agent-actions\","
                        + "\"timestamp\":\"2026-11-21T12:29:52Z\",\"agentName\":\"coder\",\"details\":{\"id\":\"e1\"")
                .contains("\"durationMs\":10,\"status\":\"unknown\"}],")
                .contains("\"limit\":1,\"offset\":1,\"hasMore\":true");
    }

    @Test
    void listsTheTracesThatMovedLast() {
        publish(
                decision("coder", "explicit", 0.9, "t1", NOW.minusSeconds(60)),
                action("coder", "error", "t1", NOW.minusSeconds(50), 10_000),
                transformation("coder", "tester", true, "t1", NOW.minusSeconds(10)),
                query(false, 3, "t2", NOW.minusSeconds(5)),
                action("writer", "success", "t3", NOW.minusSeconds(30), 5));

        String all = traces("");

        assertThat(all).isEqualTo("""
                {"traces":[\
                {"correlationId":"t2","title":null,"agentCount":0,"events":1,"failures":0,\
                "startedAt":"2026-11-21T12:29:54.997Z","lastAt":"2026-11-21T12:29:55Z","durationMs":3,"complete":true,"agents":[]},\
                {"correlationId":"t1","title":"do it","agentCount":2,"events":3,"failures":1,\
                "startedAt":"2026-11-21T12:28:59.988Z","lastAt":"2026-11-21T12:29:50Z","durationMs":50012,"complete":true,\
                "agents":["coder","tester"]},\
                {"correlationId":"t3","title":null,"agentCount":1,"events":1,"failures":0,\
                "startedAt":"2026-11-21T12:29:29.995Z","lastAt":"2026-11-21T12:29:30Z","durationMs":5,"complete":true,\
                "agents":["writer"]}],"kept":3}""");
        assertThat(ids(traces("?limit=1"))).containsExactly("t2");
        assertThat(ids(traces("?failed=true"))).containsExactly("t1");
        assertThat(ids(traces("?agent=tester"))).containsExactly("t1");
        assertThat(ids(traces("?q=WRIT"))).containsExactly("t3");
        assertThat(ids(traces("?q=do%20it"))).containsExactly("t1");
        assertThat(served.get("/api/traces/recent?failed=maybe").statusCode()).isEqualTo(400);
    }

    private String traces(String query) {
        return served.get("/api/traces/recent" + query).body();
    }

    private static List<String> ids(String json) {
        return Pattern.compile("\"correlationId\":\"(\\w+)\"")
                .matcher(json)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void showsAnExecution() {
        publish(
                decision("coder", "explicit", 0.9, "t1", NOW.minusSeconds(9)),
                action("e1", "coder", "tool_call", "t1", NOW.minusSeconds(8), 10),
                action("e2", "coder", "error", "t1", NOW.minusSeconds(7), 20),
                execution("coder", "error", "t1", NOW.minusSeconds(6)));

        assertThat(get("/execution/t1").body())
                .contains("\"routingDecision\":{\"id\":")
                .contains("\"routingTimeMs\":12,\"ingestedAt\":\"" + TAKEN
                        + "\",\"createdAt\":\"2026-11-21T12:29:51Z\",\"timestamp\":")
                .contains("\"actions\":[{\"id\":\"e1\"")
                .contains("\"status\":\"failed\"}],\"summary\":{\"totalActions\":2,\"totalDuration\":42,"
                        + "\"status\":\"failed\",\"startTime\":\"2026-11-21T12:29:51Z\","
                        + "\"endTime\":\"2026-11-21T12:29:54Z\"}");
        assertThat(get("/execution/unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void takesAnyTextForACorrelationIdAndAnAgent() {
        publish(action("e1", "org/coder é", "success", "repo/issue#1?&%", NOW, 10));

        assertThat(get("/trace/repo%2Fissue%231%3F&%25").body())
                .startsWith("{\"correlationId\":\"repo/issue#1?&%\"")
                .contains("\"totalEvents\":1");
        assertThat(get("/agents/org%2Fcoder%20%C3%A9/actions").body()).contains("\"id\":\"e1\"");
    }

    @Test
    void saysThatATraceItDoesNotKnowMayBeElsewhere() {
        assertThat(get("/trace/unknown").body())
                .contains("\"events\":[]")
                .endsWith("\"source\":\"memory\",\"complete\":false}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actions/recent?limit=1001",
                "/actions/recent?limit=0",
                "/actions/recent?limit=-1",
                "/actions/recent?limit=many",
                "/actions/recent?limit=99999999999999999999",
                "/transformations/recent?limit=501",
                "/performance/metrics?limit=1001",
                "/routing/decisions?minConfidence=2",
                "/agents/summary?timeWindow=1y",
                "/agents/summary?timeWindow=1h",
                "/trace/t1?order=sideways",
                "/trace/t1?limit=100000"
            })
    void refusesWhatIsOutOfRange(String path) {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .startsWith("{\"error\":\"bad_request\",\"message\":\"Cannot ")
                .contains(", got: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agents/summary?timeWindow=7d",
                "/agents/coder/actions?timeWindow=7d",
                "/agents/routing-strategy?timeWindow=30d",
                "/transformations/summary?timeWindow=7d",
                "/metrics/operations-per-minute?timeWindow=30d"
            })
    void saysThatLongerWindowsNeedADatabase(String path) {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("memory holds the last 24 hours and no database is configured");
    }

    @Test
    void countsRecordsThatAreNoEvents() {
        log.append(Fleet.ACTIONS, "no event".getBytes(java.nio.charset.StandardCharsets.UTF_8), NOW);
        publish(action("e1", "coder", "success", "t1", NOW, 10));

        assertThat(get("/health").body())
                .startsWith("{\"status\":\"healthy\",\"eventsProcessed\":1,\"recentActionsCount\":1,")
                .contains("\"undecodable\":1");
    }

    @Test
    void listsContractsAndAnyTopicsEvents() {
        publish(execution("coder", "success", "t1", NOW));

        assertThat(served.get("/api/contracts").body())
                .contains("{\"topic\":\"agent-actions\",\"domain\":\"agents\"")
                .contains("\"table\":\"agent_actions\"");
        assertThat(served.get("/api/events/recent?topic=agent-execution-logs").body())
                .contains("\"payload\":{\"event_id\":")
                .endsWith("\"total\":1,\"events24h\":1}");
        assertThat(served.get("/api/events/recent?topic=none").statusCode()).isEqualTo(404);
    }

    @Test
    void forbidsCachingAndGuessing() {
        HttpResponse<String> answer = get("/agents/summary");

        assertThat(answer.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store, no-cache, must-revalidate");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    }

    @Test
    void rebuildsTheSameStateAfterARestart() {
        publish(
                action("e1", "coder", "success", "t1", NOW, 10),
                action("e1", "coder", "success", "t1", NOW, 10),
                action("e2", "coder", "error", "t1", NOW.minusSeconds(60), 30),
                decision("coder", "explicit", 0.9, "t1", NOW));
        List<String> paths = List.of("/agents/summary", "/actions/recent", "/trace/t1?order=asc");
        List<String> before = paths.stream().map(path -> get(path).body()).toList();

        try (ServedView again = new ServedView(log, MutableClock.of(NOW, ZoneOffset.UTC))) {
            assertThat(paths.stream().map(path -> again.get(API + path).body()).toList())
                    .usingElementComparator((a, b) -> steady(a).compareTo(steady(b)))
                    .isEqualTo(before);
        }
    }

    private static String steady(String json) {
        return json.replaceAll("\"eventsPerSecond\":[^,]*,", "");
    }

    private void publish(Said... events) {
        long before = folded();
        for (Said event : events) {
            log.append(event, TAKEN);
        }
        await().until(() -> folded() == before + events.length);
    }

    private long folded() {
        Snapshot.Counters counters = served.view.state().snapshot().counters();
        return counters.folded() + counters.duplicates();
    }

    private HttpResponse<String> get(String path) {
        return served.get(API + path);
    }
}
