package dev.agentbus.view;

import static dev.agentbus.view.Fleet.action;
import static dev.agentbus.view.Fleet.decision;
import static dev.agentbus.view.Fleet.execution;
import static dev.agentbus.view.Fleet.query;
import static dev.agentbus.view.Fleet.transformation;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.view.ServedView.Watcher;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveSocketTest {
    private final TestLog log = new TestLog();
    private final Instant now = Instant.now();
    private final ServedView served = new ServedView(log, Clock.systemUTC());

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void greetsWithTheStateAndPushesWhatComes() {
        log.append(action("evt-1", "coder", "success", "t1", now, 5), now);
        await().until(() -> served.view.state().snapshot().metrics().size() == 1);

        try (Watcher watcher = served.watch()) {
            String initial = watcher.await("INITIAL_STATE");
            log.append(action("evt-2", "coder", "tool_call", "t1", now, 5), now);
            log.append(decision("coder", "explicit", 0.9, "t1", now), now);
            log.append(transformation("coder", "tester", true, "t1", now), now);
            log.append(query(true, 3, "t1", now), now);
            log.append(execution("coder", "in_progress", "t1", now), now);

            assertThat(watcher.frames.getFirst()).startsWith("{\"type\":\"CONNECTED\",\"message\":");
            assertThat(initial)
                    .contains("\"metrics\":[{\"agent\":\"coder\",\"totalRequests\":1,\"successRate\":1,")
                    .contains("\"recentActions\":[{\"id\":\"evt-1\",\"correlationId\":\"t1\",\"agentName\":\"coder\"")
                    .contains("\"routingDecisions\":[]")
                    .contains("\"health\":{\"status\":\"healthy\"");
            assertThat(watcher.await("AGENT_ACTION"))
                    .contains("\"data\":{\"id\":\"evt-2\"")
                    .contains("\"timestamp\":");
            assertThat(watcher.await("ROUTING_DECISION")).contains("\"selectedAgent\":\"coder\"");
            assertThat(watcher.await("AGENT_TRANSFORMATION")).contains("\"targetAgent\":\"tester\"");
            assertThat(watcher.await("PERFORMANCE_METRIC"))
                    .contains("\"data\":{\"metric\":{\"id\":")
                    .contains("\"stats\":{\"totalQueries\":1,\"cacheHitCount\":1,\"avgRoutingDuration\":3");
            assertThat(watcher.await("EVENT")).contains("\"topic\":\"agent-execution-logs\"");
            assertThat(watcher.await("AGENT_METRIC_UPDATE")).contains("\"data\":[{\"agent\":\"coder\"");
            assertThat(watcher.ofType("AGENT_ACTION")).hasSize(1);
        }
    }

    @Test
    void narrowsToWhatIsSubscribedAndGoesBackToAll() {
        try (Watcher watcher = served.watch()) {
            watcher.await("INITIAL_STATE");
            watcher.say("{\"action\":\"subscribe\",\"topics\":\"routing\"}");
            assertThat(watcher.await("SUBSCRIPTION_UPDATED")).contains("\"data\":{\"subscriptions\":[\"routing\"]");
            log.append(action("evt-1", "coder", "success", "t1", now, 5), now);
            log.append(decision("coder", "explicit", 0.9, "t1", now), now);
            watcher.await("ROUTING_DECISION");
            assertThat(watcher.ofType("AGENT_ACTION")).isEmpty();

            watcher.say("{\"action\":\"unsubscribe\",\"topics\":[\"routing\"]}");
            await().until(() -> watcher.ofType("SUBSCRIPTION_UPDATED").size() == 2);
            log.append(action("evt-2", "coder", "success", "t1", now, 5), now);

            assertThat(watcher.ofType("SUBSCRIPTION_UPDATED").getLast()).contains("[\"all\"]");
            assertThat(watcher.await("AGENT_ACTION")).contains("evt-2");
        }
    }

    @Test
    void filtersEventsByAgentTypeAndTrace() {
        try (Watcher watcher = served.watch()) {
            watcher.await("INITIAL_STATE");
            watcher.say("""
                    {"action":"subscribe","topics":["actions"],
                     "filter":{"agent":"coder","actionType":"error","correlationId":"t1"}}""");
            watcher.await("SUBSCRIPTION_UPDATED");
            log.append(action("evt-1", "tester", "error", "t1", now, 5), now);
            log.append(action("evt-2", "coder", "success", "t1", now, 5), now);
            log.append(action("evt-3", "coder", "error", "t2", now, 5), now);
            log.append(action("evt-4", "coder", "error", "t1", now, 5), now);

            assertThat(watcher.await("AGENT_ACTION")).contains("evt-4");
            assertThat(watcher.ofType("AGENT_ACTION")).hasSize(1);
        }
    }

    @Test
    void answersPingsAndQuestions() {
        try (Watcher watcher = served.watch()) {
            watcher.say("{\"action\":\"ping\"}");
            watcher.say("{\"action\":\"getState\"}");

            assertThat(watcher.await("PONG")).startsWith("{\"type\":\"PONG\",\"timestamp\":");
            assertThat(watcher.await("CURRENT_STATE")).contains("\"recentActions\":[");
        }
    }

    @Test
    void saysWhatIsValidWhenAMessageIsNot() {
        try (Watcher watcher = served.watch()) {
            watcher.say("not json");
            watcher.say("{\"action\":\"fly\"}");
            watcher.say("{\"action\":\"subscribe\",\"topics\":[\"nonsense\"]}");

            await().until(() -> watcher.ofType("ERROR").size() == 3);

            assertThat(watcher.ofType("ERROR").get(0))
                    .startsWith("{\"type\":\"ERROR\",\"message\":\"Invalid message format\"");
            assertThat(watcher.ofType("ERROR").get(1))
                    .contains("got: fly")
                    .contains("\"validActions\":[\"subscribe\",\"unsubscribe\",\"ping\",\"getState\"]");
            assertThat(watcher.ofType("ERROR").get(2)).contains("\"validTopics\":[\"all\",\"metrics\",\"actions\"");
        }
    }

    @Test
    void tellsWhenTheLogIsAwayAndWhenItIsBack() {
        try (Watcher watcher = served.watch()) {
            watcher.await("INITIAL_STATE");
            log.log().disconnect();
            assertThat(watcher.await("CONSUMER_STATUS")).contains("\"status\":\"disconnected\"");
            assertThat(watcher.await("ERROR")).contains("The log cannot be reached");
            assertThat(served.get("/api/intelligence/health").statusCode()).isEqualTo(503);
            log.log().reconnect();
            log.append(action("evt-1", "coder", "success", "t1", now, 5), now);

            assertThat(watcher.await("AGENT_ACTION")).contains("evt-1");
            await().until(() -> watcher.ofType("CONSUMER_STATUS").size() == 2);
            assertThat(watcher.ofType("CONSUMER_STATUS").getLast()).contains("\"status\":\"connected\"");
        }
    }

    @Test
    void saysThatItIsCutOffWhenTheLogJustFallsSilent() {
        try (Watcher watcher = served.watch()) {
            watcher.await("INITIAL_STATE");
            Instant before = Instant.now();

            log.log().freeze();

            assertThat(watcher.await("CONSUMER_STATUS"))
                    .contains("\"status\":\"disconnected\"")
                    .satisfies(frame -> assertThat(asOf(frame)).isBetween(before.minusSeconds(1), Instant.now()));
            watcher.say("{\"action\":\"ping\"}");
            assertThat(watcher.await("PONG")).contains("\"status\":\"disconnected\"");
            log.log().reconnect();
            await().until(() -> watcher.ofType("CONSUMER_STATUS").size() == 2);
            assertThat(watcher.ofType("CONSUMER_STATUS").getLast())
                    .contains("\"status\":\"connected\",\"catchingUp\":false");
        }
    }

    @Test
    void tellsOfEachEventAndUpdateWhenTheLogTookItIn() {
        try (Watcher watcher = served.watch()) {
            watcher.await("INITIAL_STATE");
            Instant taken = now.minusSeconds(30).truncatedTo(ChronoUnit.MILLIS);

            log.append(action("evt-1", "coder", "success", "t1", now.minusSeconds(3_600), 5), taken);

            assertThat(watcher.await("AGENT_ACTION")).contains("\"ingestedAt\":\"" + taken + "\"");
            await().until(() -> watcher.ofType("AGENT_METRIC_UPDATE").stream()
                    .anyMatch(frame ->
                            frame.contains("\"ingested\":{\"from\":\"%s\",\"to\":\"%s\"}".formatted(taken, taken))));
            assertThat(watcher.await("AGENT_METRIC_UPDATE")).contains("\"reading\":{\"status\":\"connected\"");
        }
    }

    @Test
    void pushesTheStateOfTheProcessOnlyToThoseWhoNameIt() {
        AtomicInteger asked = new AtomicInteger();
        served.view.bus(
                () -> "{\"version\":\"%d\"}".formatted(asked.incrementAndGet()).getBytes(UTF_8));
        try (Watcher everything = served.watch();
                Watcher naming = served.watch()) {
            everything.await("INITIAL_STATE");
            assertThat(asked).hasValue(0);

            naming.say("{\"action\":\"subscribe\",\"topics\":[\"bus\"]}");

            assertThat(naming.await("SYSTEM_STATE"))
                    .startsWith(
                            "{\"type\":\"SYSTEM_STATE\",\"data\":{\"version\":\"1\",\"view\":{\"status\":\"healthy\"");
            await().until(() -> naming.ofType("SYSTEM_STATE").size() >= 2);
            assertThat(everything.ofType("SYSTEM_STATE")).isEmpty();
        }
    }

    @Test
    void pushesNewsWhenItIsAnotherToThoseWhoNameIt() {
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<String> report = new AtomicReference<>("{\"critical\":0}");
        served.view.tell(LiveView.News.FIRING, () -> {
            asked.incrementAndGet();
            return report.get();
        });
        try (Watcher everything = served.watch();
                Watcher naming = served.watch()) {
            everything.await("INITIAL_STATE");
            assertThat(asked).hasValue(0);
            naming.say("{\"action\":\"subscribe\",\"topics\":[\"firing\"]}");
            assertThat(naming.await("FIRING_UPDATE"))
                    .startsWith("{\"type\":\"FIRING_UPDATE\",\"data\":{\"critical\":0},\"timestamp\":");
            await().until(() -> asked.get() >= 4);
            int pushed = naming.ofType("FIRING_UPDATE").size();
            int before = asked.get();
            await().until(() -> asked.get() >= before + 2);
            assertThat(naming.ofType("FIRING_UPDATE")).hasSize(pushed);

            report.set("{\"critical\":1}");

            await().until(() -> naming.ofType("FIRING_UPDATE").getLast().contains("{\"critical\":1}"));
            assertThat(everything.ofType("FIRING_UPDATE")).isEmpty();
        }
    }

    @Test
    void goesOnPushingAStateThatCouldNotBeToldOnce() {
        AtomicInteger asked = new AtomicInteger();
        served.view.bus(() -> {
            if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("the second time");
            }
            return "{\"version\":\"1\"}".getBytes(UTF_8);
        });
        try (Watcher watcher = served.watch()) {
            watcher.say("{\"action\":\"subscribe\",\"topics\":[\"bus\"]}");

            await().until(() ->
                    asked.get() >= 3 && watcher.ofType("SYSTEM_STATE").size() >= 2);
        }
    }

    @Test
    void pushesTheTracesThatMovedLast() {
        log.append(decision("coder", "explicit", 0.9, "t1", now), now);
        await().until(() -> served.view.state().trace("t1").isPresent());
        try (Watcher watcher = served.watch()) {
            watcher.say("{\"action\":\"subscribe\",\"topics\":[\"traces\"]}");
            assertThat(watcher.await("TRACES_UPDATE"))
                    .contains("\"data\":[{\"correlationId\":\"t1\",\"title\":\"do it\",\"agentCount\":1,\"events\":1,");

            log.append(action("evt-1", "tester", "error", "t2", now.plusMillis(1), 5), now);

            await().until(() -> watcher.ofType("TRACES_UPDATE").size() >= 2);
            assertThat(watcher.ofType("TRACES_UPDATE").getLast())
                    .contains(
                            "\"data\":[{\"correlationId\":\"t2\",\"title\":null,\"agentCount\":1,\"events\":1,\"failures\":1,");
        }
    }

    private static Instant asOf(String frame) {
        Matcher found = Pattern.compile("\"asOf\":\"([^\"]+)\"").matcher(frame);
        assertThat(found.find()).isTrue();
        return Instant.parse(found.group(1));
    }
}
