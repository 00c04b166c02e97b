package dev.agentbus.ingest.demo;

import dev.agentbus.events.TopicName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// By `POST /v1/events/{topic}`, as agents in any language do. What the bus cannot take now is sent again under the
/// same
/// id.
final class HttpEntrance implements Entrance {
    private static final int LANES = 3;
    private static final int MAX_EVENTS = 500;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration MAX_DELAY = Duration.ofSeconds(2);

    private final String url;
    private final Optional<String> token;
    private final Tally tally;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    private final List<Lane> lanes = new ArrayList<>();

    HttpEntrance(DemoBus bus, Tally tally) {
        this.url = bus.url();
        this.token = bus.token();
        this.tally = tally;
        for (int i = 0; i < LANES; i++) {
            lanes.add(new Lane("demo-http-" + i, MAX_EVENTS, this::carry).started());
        }
    }

    /// An author keeps to its lane, and so its order.
    @Override
    public boolean send(Dispatch dispatch, BooleanSupplier stopping) {
        int lane = Math.floorMod(dispatch.event().author().hashCode(), LANES);
        return lanes.get(lane).put(dispatch, stopping);
    }

    @Override
    public void close(long deadlineNanos) {
        lanes.forEach(lane -> lane.close(deadlineNanos));
        client.close();
    }

    private void carry(List<Dispatch> batch) throws InterruptedException {
        Map<TopicName, List<Dispatch>> byTopic = new LinkedHashMap<>();
        for (Dispatch dispatch : batch) {
            byTopic.computeIfAbsent(dispatch.event().topic(), _ -> new ArrayList<>())
                    .add(dispatch);
        }
        for (Map.Entry<TopicName, List<Dispatch>> entry : byTopic.entrySet()) {
            post(entry.getKey(), entry.getValue());
        }
    }

    private void post(TopicName topic, List<Dispatch> events) throws InterruptedException {
        List<Dispatch> rest = events;
        Duration delay = FIRST_DELAY;
        while (true) {
            rest = unanswered(topic, rest);
            if (rest.isEmpty()) {
                return;
            }
            Thread.sleep(delay);
            delay = delay.multipliedBy(2).compareTo(MAX_DELAY) < 0 ? delay.multipliedBy(2) : MAX_DELAY;
        }
    }

    /// @return the events to send again
    private List<Dispatch> unanswered(TopicName topic, List<Dispatch> events) throws InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = client.send(request(topic, events), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException _) {
            return events;
        }
        if (comeAgain(response.statusCode())) {
            return events;
        }
        JsonNode body = json(response.body());
        List<Dispatch> rest = new ArrayList<>();
        for (JsonNode error : body.path("errors")) {
            if (comeAgain(error.path("status").asInt(0))) {
                rest.add(events.get(error.path("index").asInt(0)));
            } else {
                tally.refused(error.path("message").asString("refused"));
            }
        }
        for (JsonNode receipt : body.path("receipts")) {
            tally.acknowledged(Door.HTTP);
            if (receipt.path("status").asString("").equals("spooled")) {
                tally.spooled();
            }
        }
        if (response.statusCode() / 100 != 2 && body.path("errors").isEmpty()) {
            events.forEach(_ -> tally.refused(body.path("message").asString("HTTP " + response.statusCode())));
        }
        return rest;
    }

    private HttpRequest request(TopicName topic, List<Dispatch> events) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(events.size() * 700);
        for (Dispatch dispatch : events) {
            body.write(body.size() == 0 ? '[' : ',');
            body.writeBytes(dispatch.event().payload(dispatch.moment()));
        }
        body.write(']');
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/v1/events/" + topic))
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request.build();
    }

    private static boolean comeAgain(int status) {
        return status == 429 || status == 503;
    }

    private static JsonNode json(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException _) {
            return JsonMapper.shared().missingNode();
        }
    }
}
