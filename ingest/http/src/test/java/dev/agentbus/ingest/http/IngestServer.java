package dev.agentbus.ingest.http;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Event;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import io.helidon.webserver.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Ingest on a real server, on a free port, before a log in memory.
final class IngestServer implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();

    /// What a request came to.
    record Reply(int status, HttpResponse<String> response) {
        JsonNode json() {
            return JSON.readTree(response.body());
        }

        String text(String field) {
            return json().path(field).stringValue();
        }
    }

    final MemoryLog log = new MemoryLog();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LogAppender appender = log.appender();
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebServer server;

    private IngestServer(HttpIngestSettings settings, UnaryOperator<EventDoor> around) {
        Contracts contracts = Contracts.builtIn();
        contracts.all().forEach(contract -> log.withTopic(contract.topic().value(), 3));
        EventDoor door = around.apply(this::append);
        server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .contentEncoding(IngestRoutes.packedBodies())
                .routing(routing -> routing.register(new IngestRoutes(settings, contracts, door, meters)))
                .build()
                .start();
    }

    static IngestServer start() {
        return start(HttpIngestSettings.DEFAULT);
    }

    static IngestServer start(HttpIngestSettings settings) {
        return new IngestServer(settings, UnaryOperator.identity());
    }

    static IngestServer before(EventDoor door) {
        return new IngestServer(HttpIngestSettings.DEFAULT, _ -> door);
    }

    int port() {
        return server.port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /// @param headers names and values in turn
    Reply post(String topic, String body, String... headers) {
        return post(topic, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Reply post(String topic, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("/v1/events/" + topic)).POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The records of a topic, partition by partition.
    List<LogRecord> records(String topic) {
        List<LogRecord> all = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            all.addAll(log.recordsOf(new LogPartition(new TopicName(topic), partition)));
        }
        return all;
    }

    Stream<String> values(String topic) {
        return records(topic).stream().map(record -> new String(valueOf(record), StandardCharsets.UTF_8));
    }

    static byte[] valueOf(LogRecord record) {
        byte[] value = record.value();
        if (value == null) {
            throw new IllegalStateException("A record without value: " + record);
        }
        return value;
    }

    static String header(LogRecord record, String name) {
        return Envelope.find(record.headers(), name).orElse("none");
    }

    @Override
    public void close() {
        server.stop();
        client.close();
        appender.close();
    }

    CompletionStage<Held> append(Event event) {
        NewRecord record = new NewRecord(
                event.topic(),
                event.key() == null ? null : event.key().getBytes(StandardCharsets.UTF_8),
                event.payload(),
                Envelope.headersOf(event, "test"),
                event.time());
        synchronized (appender) {
            return appender.append(record).thenApply(Held.Stored::new);
        }
    }

    static Contract contract(String topic) {
        return Contracts.builtIn().find(new TopicName(topic)).orElseThrow();
    }
}
