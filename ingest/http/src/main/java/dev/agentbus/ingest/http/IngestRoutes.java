package dev.agentbus.ingest.http;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.ingest.skills.CallEvents;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/// `POST /v1/events/{topic}` and `GET /v1/topics`. A request is answered once the log or the spool
/// holds its events.
public final class IngestRoutes implements HttpService {
    private static final Logger LOG = LoggerFactory.getLogger(IngestRoutes.class);
    private static final String EVENTS = "/v1/events/{topic}";
    private static final String TOPICS = "/v1/topics";
    private static final String CLOUD_EVENT_PREFIX = "ce-";
    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
    private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");

    private final HttpIngestSettings settings;
    private final TopicDoors topics;
    private final Ingest ingest;
    private final IngestMeters meters;

    public IngestRoutes(HttpIngestSettings settings, Contracts contracts, EventDoor door, MeterRegistry registry) {
        this.settings = settings;
        this.topics = new TopicDoors(contracts);
        this.ingest = new Ingest(settings, topics, new CallEvents(contracts), door);
        this.meters = new IngestMeters(registry);
    }

    /// For the server's builder: leaves packed bodies to the routes, which unpack them within
    /// bounds.
    public static ContentEncodingContext packedBodies() {
        return ContentEncodingContext.builder()
                .contentEncodingsDiscoverServices(false)
                .addContentEncoding(new Packed())
                .build();
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post(EVENTS, this::publish)
                .any(EVENTS, (_, response) -> send(response, notAllowed("POST")))
                .get(TOPICS, (_, response) -> send(response, listing()))
                .any(TOPICS, (_, response) -> send(response, notAllowed("GET")));
    }

    private void publish(ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        Answer answer;
        try {
            answer = ingest.take(read(request), meters);
        } catch (Refusal e) {
            answer = Answer.of(e);
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("Could not read a request to its end");
            answer = Answer.of(new Refusal(
                    400, "incomplete body", "Cannot read body: it must come whole, got: " + e.getMessage()));
        }
        meters.requests(answer.status()).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        send(response, answer);
    }

    private IngestRequest read(ServerRequest request) throws IOException {
        String topic = request.path().pathParameters().get("topic");
        topics.of(topic);
        BodyForm form = BodyForm.of(request.headers().first(HeaderNames.CONTENT_TYPE));
        return new IngestRequest(
                topic,
                form,
                body(request),
                cloudEventHeaders(request),
                request.headers().first(IDEMPOTENCY_KEY),
                request.headers().first(TRACEPARENT));
    }

    private byte[] body(ServerRequest request) throws IOException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        OptionalLong length = request.headers().contentLength();
        String encoding = request.headers().first(HeaderNames.CONTENT_ENCODING).orElse("");
        try (InputStream in = request.content().inputStream()) {
            return Body.read(in, encoding, length.orElse(-1), settings);
        }
    }

    private static Map<String, String> cloudEventHeaders(ServerRequest request) {
        Map<String, String> attributes = new HashMap<>();
        request.headers().forEach(header -> {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.startsWith(CLOUD_EVENT_PREFIX)) {
                attributes.put(name.substring(CLOUD_EVENT_PREFIX.length()), decoded(header.get()));
            }
        });
        return attributes;
    }

    /// The HTTP binding of CloudEvents percent-encodes what a header can't hold.
    private static String decoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _notEncoded) {
            return value;
        }
    }

    private Answer listing() {
        return Answer.json(200, Map.of(), json -> {
            json.writeName("topics");
            json.writeStartArray();
            topics.all().forEach(contract -> write(json, contract));
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Contract contract) {
        json.writeStartObject();
        json.writeStringProperty("topic", contract.topic().value());
        json.writeStringProperty("domain", contract.domain());
        json.writeStringProperty("title", contract.title());
        Optional<String> key = contract.keyField();
        if (key.isPresent()) {
            json.writeStringProperty("key", key.get());
        }
        json.writeName("fields");
        json.writeStartArray();
        contract.fields().forEach(field -> {
            json.writeStartObject();
            json.writeStringProperty("name", field.name());
            json.writeStringProperty("type", field.type().name().toLowerCase(Locale.ROOT));
            json.writeBooleanProperty("required", field.required());
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeEndObject();
    }

    private static Answer notAllowed(String method) {
        return Answer.of(new Refusal(
                405,
                "method not allowed",
                "Cannot answer: the method must be %s, got: another".formatted(method),
                Map.of(),
                Map.of("Allow", method)));
    }

    private static void send(ServerResponse response, Answer answer) {
        response.status(answer.status());
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        response.send(answer.body());
    }
}
