package dev.agentbus.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.ingest.http.IngestServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestRefusalsTest {
    private static final String ACTIONS = "agent-actions";
    private static final String JSON = "application/json";
    private static final String TYPE = "Content-Type";

    private IngestServer server = IngestServer.start();

    @BeforeEach
    void isEmpty() {
        assertThat(server.records(ACTIONS)).isEmpty();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void refusesWhenAllAreBad() {
        Reply reply = server.post(ACTIONS, "[{\"agent_name\":1},{}]", TYPE, JSON);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("error")).isEqualTo("invalid event");
        assertThat(reply.text("message")).isEqualTo("Cannot accept event: agent_name must be string, got: 1");
        assertThat(reply.json().path("rejected").intValue()).isEqualTo(2);
        assertThat(server.records(ACTIONS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "[]"})
    void refusesNothing(String body) {
        Reply reply = server.post(ACTIONS, body, TYPE, JSON);

        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void saysWhereJsonIsMalformedAndStoresNothing() {
        Reply reply = server.post(ACTIONS, "[" + action("1") + ",\n{\"a\":}]", TYPE, JSON);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("error")).isEqualTo("malformed JSON");
        assertThat(reply.json().path("line").intValue()).isEqualTo(2);
        assertThat(reply.json().path("column").intValue()).isBetween(5, 6);
        assertThat(reply.text("message"))
                .startsWith("Cannot read body: it must be JSON, got: Unexpected character ('}'");
        assertThat(server.records(ACTIONS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[",
                "[{},]",
                "[{}",
                "{}}",
                "{},{}",
                "]",
                "\"open",
                "{\"a\":1]",
                "nul",
                "[1,,2]",
                "[}",
                "{\"a\" 1}",
                "[{}] x",
                "[{}]]"
            })
    void refusesMalformedJson(String body) {
        Reply reply = server.post(ACTIONS, body, TYPE, JSON);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("line").intValue()).isOne();
    }

    @Test
    void refusesMoreAfterAnArray() {
        Reply reply = server.post(ACTIONS, "[" + action("1") + "]" + action("2"), TYPE, JSON);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("message")).contains("more after its end");
        assertThat(server.records(ACTIONS)).isEmpty();
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[] body = action("\u00ff").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(server.post(ACTIONS, body, TYPE, JSON).status()).isEqualTo(400);
    }

    @Test
    void refusesWhatNestsTooDeep() {
        String deep = "{\"agent_name\":\"a\",\"action_type\":\"error\",\"action_name\":\"n\",\"x\":" + "[".repeat(5000)
                + "]".repeat(5000) + "}";

        Reply reply = server.post(ACTIONS, deep, TYPE, JSON);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().at("/errors/0/violations/0/rule").stringValue()).isEqualTo("depth");
    }

    @Test
    void namesTopicsNearAnUnknownOne() {
        Reply reply = server.post("agent-action", action("1"), TYPE, JSON);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("near").path(0).stringValue()).isEqualTo(ACTIONS);
        assertThat(reply.text("message")).contains("near are agent-actions").endsWith("got: agent-action");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml"})
    void namesWhatItTakesWhenTheTypeIsAnother(String type) {
        Reply reply = server.post(ACTIONS, action("1"), TYPE, type);

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.text("message"))
                .contains("application/json, application/x-ndjson")
                .endsWith("got: " + type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
    void allowsPostOnly(String method) {
        Reply reply = server.send(
                HttpRequest.newBuilder(server.uri("/v1/events/" + ACTIONS)).method(method, BodyPublishers.noBody()));

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.response().headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void refusesGzipThatUnpacksToTooMuch() throws IOException {
        byte[] bomb = gzip(new byte[200 * 1024 * 1024]);

        Reply reply = server.post(ACTIONS, bomb, TYPE, JSON, "Content-Encoding", "gzip");

        assertThat(bomb.length).isLessThan(1024 * 1024);
        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void refusesBrokenGzipAndOtherPackings() throws IOException {
        byte[] torn = Arrays.copyOf(gzip(action("1").getBytes(StandardCharsets.UTF_8)), 30);

        assertThat(server.post(ACTIONS, torn, TYPE, JSON, "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(400);
        assertThat(server.post(ACTIONS, action("1"), TYPE, JSON, "Content-Encoding", "br")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void refusesBodiesAndEventsBeyondTheirBounds() {
        use(IngestServer.start(
                new HttpIngestSettings(2_500_000, 2_500_000, 3, Duration.ofSeconds(5), Duration.ofSeconds(1), 0)));
        String large = action("x".repeat(400)).replace("}", ",\"y\":\"" + "z".repeat(1_100_000) + "\"}");

        Reply body = server.post(ACTIONS, "[" + large + "," + large + "," + large + "]", TYPE, JSON);
        Reply chunked = server.send(HttpRequest.newBuilder(server.uri("/v1/events/" + ACTIONS))
                .header(TYPE, JSON)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(large + large + large))));
        Reply many = server.post(ACTIONS, "[{},{},{},{}]", TYPE, JSON);
        Reply event = server.post(ACTIONS, large, TYPE, JSON);

        assertThat(Stream.of(body, chunked, many, event).map(Reply::status)).containsOnly(413);
        assertThat(Stream.of(body, chunked, many, event).map(reply -> reply.text("error")))
                .containsExactly("body too large", "body too large", "too many events", "event too large");
        assertThat(server.records(ACTIONS)).isEmpty();
    }

    @Test
    void tellsClientsToComeAgainWhenItIsBusy() {
        use(IngestServer.before(_ -> CompletableFuture.completedFuture(new Held.Busy())));

        Reply reply = server.post(ACTIONS, action("1"), TYPE, JSON, "Idempotency-Key", "k");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.response().headers().firstValue("Retry-After")).contains("1");
        assertThat(reply.json().at("/errors/0/status").intValue()).isEqualTo(429);
    }

    @Test
    void answersUnavailableWhenNothingHoldsTheEvent() {
        List<CompletableFuture<Held>> fates = List.of(
                CompletableFuture.failedFuture(new TransientFailure("Cannot publish: the disk is full, got: 0 bytes")),
                CompletableFuture.completedFuture(new Held.Spooled()));
        var next = fates.iterator();
        use(IngestServer.before(_ -> next.next()));

        Reply reply = server.post(ACTIONS, action("1") + action("2"), TYPE, JSON);
        use(IngestServer.before(_ -> {
            throw new TransientFailure("Cannot publish: closed, got: an event");
        }));
        Reply none = server.post(ACTIONS, action("1"), TYPE, JSON);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().at("/errors/0/message").stringValue())
                .isEqualTo("Cannot publish: the disk is full, got: 0 bytes");
        assertThat(none.status()).isEqualTo(503);
        assertThat(none.text("error")).isEqualTo("unavailable");
    }

    @Test
    void waitsForReceiptsNoLongerThanItsLimit() {
        use(IngestServer.start(
                new HttpIngestSettings(1000, 1000, 10, Duration.ofMillis(100), Duration.ofSeconds(1), 0)));
        server.log.freeze();

        Reply reply = server.post(ACTIONS, action("1"), TYPE, JSON);
        server.log.reconnect();

        assertThat(reply.status()).isEqualTo(503);
    }

    private void use(IngestServer other) {
        server.close();
        server = other;
    }

    private static String action(String name) {
        return """
                {"correlation_id":"c", "agent_name":"a","action_type":"tool_call","action_name":"%s"}""".formatted(name);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
