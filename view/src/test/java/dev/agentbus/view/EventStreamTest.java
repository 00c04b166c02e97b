package dev.agentbus.view;

import static dev.agentbus.view.Fleet.action;
import static dev.agentbus.view.Fleet.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final TestLog log = new TestLog();
    private final Instant now = Instant.now();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ServedView served = new ServedView(log, Clock.systemUTC());

    @AfterEach
    void close() {
        http.shutdownNow();
        served.close();
    }

    @Test
    void pushesWhatTheQueryAsksFor() {
        List<String> lines = open("?topics=actions&agent=coder", "");
        await().until(() -> served.view.clients().size() == 1 && !lines.isEmpty());

        log.append(action("evt-1", "tester", "success", "t1", now, 5), now);
        log.append(decision("coder", "explicit", 0.9, "t1", now), now);
        log.append(action("evt-2", "coder", "success", "t1", now, 5), now);

        await().until(() -> lines.contains("event: AGENT_ACTION"));
        int event = lines.indexOf("event: AGENT_ACTION");
        assertThat(lines.getFirst()).isEqualTo("event: INITIAL_STATE");
        assertThat(lines.get(event - 1)).startsWith("id: ");
        assertThat(lines.get(event + 1)).startsWith("data: {\"type\":\"AGENT_ACTION\",\"data\":{\"id\":\"evt-2\"");
        assertThat(lines).doesNotContain("event: ROUTING_DECISION");
    }

    @Test
    void resumesAfterTheLastEventSeen() {
        List<String> lines = open("", "");
        await().until(() -> served.view.clients().size() == 1 && !lines.isEmpty());
        log.append(action("evt-1", "coder", "success", "t1", now, 5), now);
        log.append(action("evt-2", "coder", "success", "t1", now, 5), now);
        await().until(() -> lines.stream().filter("event: AGENT_ACTION"::equals).count() == 2);
        String first = lines.stream()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow();

        List<String> resumed = open("", first.substring(4));

        await().until(() -> resumed.contains("event: AGENT_ACTION"));
        assertThat(resumed.getFirst()).startsWith("id: ");
        assertThat(resumed.get(2)).contains("evt-2");
        assertThat(resumed).doesNotContain("event: INITIAL_STATE");
    }

    @Test
    void saysThatEventsMayBeMissingWhenItCannotResume() {
        List<String> lines = open("", "somebody-else.17");

        await().until(() -> lines.contains("event: INITIAL_STATE"));
        assertThat(lines.getFirst()).isEqualTo("event: MISSED");
        assertThat(lines.get(1)).contains("\"data\":{\"count\":null}");
    }

    @Test
    void refusesTopicsItDoesNotKnow() {
        HttpResponse<String> answer = served.get("/api/stream?topics=nonsense");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("got: nonsense");
    }

    private List<String> open(String query, String lastEventId) {
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpRequest.Builder request = HttpRequest.newBuilder(served.uri("http", "/api/stream" + query));
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(new LineCollector(lines)))
                .exceptionally(_ -> null);
        return lines;
    }
}
