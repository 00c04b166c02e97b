package dev.agentbus.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.Envelope;
import dev.agentbus.ingest.http.IngestServer.Reply;
import dev.agentbus.ingest.sdk.Publisher;
import dev.agentbus.ingest.sdk.PublisherSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class IngestRoutesTest {
    private static final String ACTIONS = "agent-actions";
    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";
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
    void storesAnEventByteForByteAndSaysWhere() {
        String event = "{ \"correlation_id\" : \"c\",\n \"agentName\":\"grüße\",\"action_type\":\"error\","
                + "\"action_name\":\"n\",\"event_id\":\"e-1\", \"unknown\": 1.00 }";

        Reply reply = server.post(ACTIONS, "\n " + event + " \n", TYPE, JSON);

        assertThat(reply.status()).isEqualTo(202);
        JsonNode receipt = reply.json().path("receipts").path(0);
        assertThat(receipt.path("event_id").stringValue()).isEqualTo("e-1");
        assertThat(receipt.path("topic").stringValue()).isEqualTo(ACTIONS);
        assertThat(receipt.path("status").stringValue()).isEqualTo("stored");
        assertThat(receipt.path("offset").intValue()).isZero();
        assertThat(reply.json().path("accepted").intValue()).isOne();
        assertThat(reply.json().path("rejected").intValue()).isZero();
        assertThat(server.values(ACTIONS)).containsExactly(event);
        assertThat(server.records(ACTIONS).getFirst().partition().number())
                .isEqualTo(receipt.path("partition").intValue());
    }

    @Test
    void takesArraysInTheirOrder() {
        String body =
                IntStream.range(0, 100).mapToObj(i -> action("n" + i)).collect(Collectors.joining(" ,\n", "[", "]"));

        Reply reply = server.post(ACTIONS, body, TYPE, "application/json; charset=utf-8");

        assertThat(reply.json().path("accepted").intValue()).isEqualTo(100);
        assertThat(server.values(ACTIONS))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> action("n" + i)).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {LINES, "application/ndjson", JSON})
    void takesLines(String type) {
        Reply reply = server.post(ACTIONS, action("1") + "\r\n\n" + action("2") + "\n", TYPE, type);

        assertThat(reply.json().path("accepted").intValue()).isEqualTo(2);
        assertThat(server.values(ACTIONS)).containsExactly(action("1"), action("2"));
    }

    @Test
    void takesABodyWithoutTypeForJson() {
        Reply reply = server.post(ACTIONS, action("1"));

        assertThat(reply.status()).isEqualTo(202);
    }

    @Test
    void takesTheGoodAndNamesTheBad() {
        String bad = "{\"agent_name\":\"a\",\"action_type\":\"dance\",\"duration_ms\":-1}";

        Reply reply = server.post(ACTIONS, action("1") + "\n" + bad + "\n{broken\n" + action("2"), TYPE, LINES);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().path("accepted").intValue()).isEqualTo(2);
        assertThat(reply.json().path("rejected").intValue()).isEqualTo(2);
        assertThat(reply.json()
                        .path("receipts")
                        .valueStream()
                        .map(receipt -> receipt.path("index").intValue()))
                .containsExactly(0, 3);
        JsonNode errors = reply.json().path("errors");
        assertThat(errors.path(0).path("index").intValue()).isOne();
        assertThat(errors.path(0).path("status").intValue()).isEqualTo(422);
        assertThat(errors.path(0).path("violations").path(0).toString())
                .isEqualTo(
                        "{\"field\":\"action_type\",\"rule\":\"enum\",\"value\":\"dance\",\"message\":"
                                + "\"Cannot accept event: action_type must be one of tool_call, decision, error, success, got: dance\"}");
        assertThat(errors.path(0).path("violations").size()).isEqualTo(3);
        assertThat(errors.path(1).path("violations").path(0).path("rule").stringValue())
                .isEqualTo("syntax");
        assertThat(server.values(ACTIONS)).containsExactly(action("1"), action("2"));
    }

    @Test
    void unpacksGzip() throws IOException {
        Reply reply = server.post(
                ACTIONS, gzip(action("1").getBytes(StandardCharsets.UTF_8)), TYPE, JSON, "Content-Encoding", "gzip");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(server.values(ACTIONS)).containsExactly(action("1"));
    }

    @Test
    void takesStructuredCloudEvents() {
        String event = """
                {"specversion":"1.0","id":"ce-1","source":"/agents/x","type":"t","time":"2026-01-02T03:04:05Z",
                 "datacontenttype":"application/json","tenant":"acme","data": %s }""".formatted(action("1"));

        Reply one = server.post(ACTIONS, event, TYPE, "application/cloudevents+json; charset=utf-8");
        Reply many = server.post(
                ACTIONS,
                "[" + event.replace("ce-1", "ce-2") + ",{\"id\":\"3\"}]",
                TYPE,
                "application/cloudevents-batch+json");

        assertThat(one.json().at("/receipts/0/event_id").stringValue()).isEqualTo("ce-1");
        assertThat(many.json().at("/receipts/0/event_id").stringValue()).isEqualTo("ce-2");
        assertThat(many.json().at("/errors/0/violations/0/field").stringValue()).isEqualTo("data");
        assertThat(server.values(ACTIONS)).containsExactly(action("1"), action("1"));
        var record = server.records(ACTIONS).getFirst();
        assertThat(IngestServer.header(record, Envelope.TIME)).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(IngestServer.header(record, "ce_tenant")).isEqualTo("acme");
    }

    @Test
    void takesBinaryCloudEvents() {
        Reply reply = server.post(
                ACTIONS,
                action("1"),
                TYPE,
                JSON,
                "ce-specversion",
                "1.0",
                "ce-id",
                "ce-1",
                "ce-type",
                "t",
                "ce-source",
                "/x",
                "ce-subject",
                "gr%C3%BC%C3%9Fe");
        Reply withoutSource =
                server.post(ACTIONS, action("2"), TYPE, JSON, "ce-specversion", "1.0", "ce-id", "2", "ce-type", "t");

        assertThat(reply.json().at("/receipts/0/event_id").stringValue()).isEqualTo("ce-1");
        assertThat(IngestServer.header(server.records(ACTIONS).getFirst(), "ce_subject"))
                .isEqualTo("grüße");
        assertThat(withoutSource.status()).isEqualTo(422);
        assertThat(withoutSource.json().at("/errors/0/violations/0/field").stringValue())
                .isEqualTo("source");
    }

    @Test
    void passesTheTraceOn() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        server.post(ACTIONS, action("1"), TYPE, JSON, "traceparent", trace);
        server.post(ACTIONS, action("2"), TYPE, JSON, "traceparent", "nonsense");

        assertThat(server.records(ACTIONS).stream().map(record -> IngestServer.header(record, Envelope.TRACEPARENT)))
                .containsExactly(trace, "none");
    }

    @Test
    void storesOnceWhatIsRepeatedUnderItsKey() {
        String body = "[" + action("1") + "," + action("2") + "]";

        Reply first = server.post(ACTIONS, body, TYPE, JSON, "Idempotency-Key", "k-1");
        Reply again = server.post(ACTIONS, body, TYPE, JSON, "Idempotency-Key", "k-1");
        Reply other = server.post(ACTIONS, action("3"), TYPE, JSON, "Idempotency-Key", "k-1");

        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(server.records(ACTIONS)).hasSize(2);
        assertThat(other.status()).isEqualTo(409);
    }

    @Test
    void derivesTheSameIdsFromAKeyItHasForgotten() {
        use(IngestServer.start(
                new HttpIngestSettings(1000, 1000, 10, Duration.ofSeconds(5), Duration.ofSeconds(1), 0)));

        Reply first = server.post(ACTIONS, action("1"), TYPE, JSON, "Idempotency-Key", "k-1");
        Reply again = server.post(ACTIONS, action("1"), TYPE, JSON, "Idempotency-Key", "k-1");
        Reply other = server.post(ACTIONS, action("1"), TYPE, JSON, "Idempotency-Key", "k-2");

        JsonNode id = first.json().at("/receipts/0/event_id");
        assertThat(again.json().at("/receipts/0/event_id")).isEqualTo(id);
        assertThat(other.json().at("/receipts/0/event_id")).isNotEqualTo(id);
    }

    @Test
    void takesRequestsLargerThanThePublishersRing(@TempDir Path spool) {
        PublisherSettings settings = PublisherSettings.spoolingTo(spool).withRing(64, 1 << 20);
        try (Publisher publisher = Publisher.to(server.log, settings)) {
            try (IngestServer ringed = IngestServer.before(EventDoor.of(publisher))) {
                Reply reply = ringed.post(ACTIONS, action("n").repeat(2000), TYPE, JSON);

                assertThat(reply.json().path("accepted").intValue()).isEqualTo(2000);
            }
        }
        assertThat(server.records(ACTIONS)).hasSize(2000);
    }

    @Test
    void saysSpooledWhatOnlyTheSpoolHolds() {
        use(IngestServer.before(_ -> CompletableFuture.completedFuture(new Held.Spooled())));

        Reply reply = server.post(ACTIONS, action("1"), TYPE, JSON);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().at("/receipts/0/status").stringValue()).isEqualTo("spooled");
        assertThat(reply.json().at("/receipts/0/offset").isNull()).isTrue();
    }

    @Test
    void takesTheCallsOfSkills() {
        String call = "agentbus-call 1\0agent-actions\0agent_name\0text\0a\0action_type\0text\0error\0"
                + "action_name\0text\0n\0event_id\0text\0e-1\0end\0";

        Reply reply = server.post(ACTIONS, call, TYPE, "application/vnd.agentbus.call");
        Reply torn = server.post(ACTIONS, call.substring(0, 50), TYPE, "application/vnd.agentbus.call");
        Reply elsewhere = server.post("task-executions", call, TYPE, "application/vnd.agentbus.call");

        assertThat(reply.json().at("/receipts/0/event_id").stringValue()).isEqualTo("e-1");
        assertThat(torn.status()).isEqualTo(422);
        assertThat(elsewhere.status()).isEqualTo(422);
        assertThat(server.records(ACTIONS)).hasSize(1);
    }

    @Test
    void listsTheTopics() {
        Reply reply =
                server.send(HttpRequest.newBuilder(server.uri("/v1/topics")).GET());

        JsonNode actions = reply.json().path("topics").path(0);
        assertThat(actions.path("topic").stringValue()).isEqualTo(ACTIONS);
        assertThat(actions.path("key").stringValue()).isEqualTo("correlation_id");
        assertThat(actions.path("fields").path(2).toString())
                .isEqualTo("{\"name\":\"agent_name\",\"type\":\"text\",\"required\":true}");
    }

    @Test
    void countsEventsByOutcome() {
        server.post(ACTIONS, action("1") + "{}" + action("2"), TYPE, JSON);

        assertThat(server.meters
                        .get("agentbus_ingest_http_events")
                        .tag("outcome", "accepted")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(server.meters
                        .get("agentbus_ingest_http_events")
                        .tag("outcome", "rejected")
                        .counter()
                        .count())
                .isOne();
        assertThat(server.meters.get("agentbus_ingest_http_requests").timer().count())
                .isOne();
    }

    @Test
    void takesManyRequestsAtOnceUnderOneKeyAndStoresOne() {
        List<Reply> replies = Collections.nCopies(20, action("1")).parallelStream()
                .map(body -> server.post(ACTIONS, body, TYPE, JSON, "Idempotency-Key", "same"))
                .toList();

        assertThat(replies.stream().map(Reply::status)).containsOnly(202);
        assertThat(server.records(ACTIONS)).hasSize(1);
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
