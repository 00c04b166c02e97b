package dev.agentbus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetricsTextTest {
    private static final List<String> HEAD = List.of(
            "WINDOW", "EVENTS", "ERRORS", "SUCCESS", "P50 MS", "P95 MS", "P99 MS", "CONFIDENCE", "CACHE HITS", "LATE");

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void showsWindowsWithEventsAndWhatNobodyKnowsAsADash() {
        JsonNode answer = json("""
                {"total":{"count":3,"errors":1,"successRate":0.6667,"p50Ms":10.4,"p95Ms":20,"p99Ms":20.6,"confidence":0.5,
                  "cacheHitRate":null},
                 "windows":[
                  {"start":"2026-11-21T12:00:00Z","closed":true,"late":2,"count":3,"errors":1,"successRate":0.6667,
                   "p50Ms":10.4,"p95Ms":20,"p99Ms":20.6,"confidence":0.5,"cacheHitRate":null},
                  {"start":"2026-11-21T12:01:00Z","closed":false,"late":0,"count":0,"errors":0}]}""");

        assertThat(MetricsText.table(answer))
                .containsExactly(
                        HEAD,
                        List.of("2026-11-21T12:00:00Z", "3", "1", "66.7 %", "10", "20", "21", "0.50", "-", "2"),
                        List.of("all", "3", "1", "66.7 %", "10", "20", "21", "0.50", "-", "-"));
    }

    @Test
    void showsSumsByAgentWithoutWhatATerminalWouldObey() {
        JsonNode answer = json("""
                {"by":"agent","total":{"count":3,"errors":0},
                 "groups":[{"key":"a\\u001b[2J","count":2,"errors":0},{"key":"","count":1,"errors":0}],"windows":[]}""");

        List<List<String>> rows = MetricsText.table(answer);

        assertThat(rows).extracting(List::getFirst).containsExactly("AGENT", "a", "-", "all");
    }
}
