package dev.agentbus.view;

import static dev.agentbus.view.Fleet.action;
import static dev.agentbus.view.Fleet.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class StoredHistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:30:00Z");
    private static final Instant YESTERDAY = NOW.minus(Duration.ofHours(25));

    private final MemoryHistory history = new MemoryHistory();
    private final TestLog log = new TestLog();
    private final ServedView served =
            new ServedView(log, MutableClock.of(NOW, ZoneOffset.UTC), ServedView.PUSH, history);

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void showsATraceOlderThanMemoryFromTheDatabase() {
        history.store(decision("coder", "explicit", 0.9, "old", YESTERDAY));
        history.store(action("e1", "coder", "error", "old", YESTERDAY.plusSeconds(1), 10));

        String trace = served.get("/api/intelligence/trace/old?order=asc").body();

        assertThat(trace)
                .containsSubsequence("\"eventType\":\"routing\"", "\"eventType\":\"action\"")
                .contains("\"details\":{\"id\":\"e1\",\"correlationId\":\"old\",\"agentName\":\"coder\"")
                .contains("\"summary\":{\"totalEvents\":2,\"routingDecisions\":1,\"actions\":1,\"errors\":1,"
                        + "\"totalDurationMs\":22}")
                .endsWith("\"source\":\"database\",\"complete\":true}");
        assertThat(served.get("/api/intelligence/execution/old").body()).contains("\"totalActions\":1");
    }

    @Test
    void showsATraceThatBeganBeforeTheWindowWhole() {
        publish(action("e1", "coder", "success", "long", YESTERDAY, 10));
        publish(action("e2", "coder", "success", "long", NOW, 10));

        assertThat(served.get("/api/intelligence/trace/long").body())
                .contains("\"totalEvents\":2")
                .endsWith("\"source\":\"database\",\"complete\":true}");
    }

    @Test
    void answersFromMemoryWhatMemoryHoldsWhole() {
        publish(action("e1", "coder", "success", "new", NOW, 10));
        history.goAway();

        assertThat(served.get("/api/intelligence/trace/new").body())
                .endsWith("\"source\":\"memory\",\"complete\":true}");
    }

    @Test
    void saysThatTheDatabaseIsAway() {
        history.goAway();

        assertThat(served.get("/api/intelligence/trace/unknown").statusCode()).isEqualTo(503);
        assertThat(served.get("/api/intelligence/agents/summary?timeWindow=7d").body())
                .isEqualTo(
                        "{\"error\":\"unavailable\",\"message\":\"Cannot reach the history: it is away, got: none\"}");
    }

    @Test
    void listsAnAgentsActionsOfLongerWindowsFromTheDatabase() {
        history.store(action("e1", "coder", "success", "t1", YESTERDAY, 10));

        assertThat(served.get("/api/intelligence/agents/coder/actions?timeWindow=7d")
                        .body())
                .contains("\"e1\"");
        assertThat(served.get("/api/intelligence/agents/coder/actions?timeWindow=24h")
                        .body())
                .isEqualTo("[]");
    }

    private void publish(Fleet.Said event) {
        history.store(event);
        log.append(event, NOW);
        await().until(() -> {
            Snapshot.Counters counters = served.view.state().snapshot().counters();
            return counters.folded() + counters.tooOld() == history.size();
        });
    }
}
