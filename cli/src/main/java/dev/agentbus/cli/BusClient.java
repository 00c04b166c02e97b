package dev.agentbus.cli;

import dev.agentbus.app.BusFile;
import dev.agentbus.app.Configuration;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Talks to a running bus: the one at `AGENTBUS_URL`, else the one of the data folder. One thread.
final class BusClient implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    /// @param body JSON, or null where the answer was none
    record Answer(int status, JsonNode body) {
        boolean isOk() {
            return status >= 200 && status < 300;
        }

        String message() {
            return body.path("message").asString("HTTP " + status);
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    private final String url;
    private final Optional<String> token;

    BusClient(String url, Optional<String> token) {
        this.url = url;
        this.token = token;
    }

    /// @throws TransientFailure if no bus runs
    static BusClient of(Configuration configuration, Map<String, String> environment) {
        Optional<String> token = Optional.ofNullable(environment.get("AGENTBUS_TOKEN"));
        String elsewhere = environment.get("AGENTBUS_URL");
        if (elsewhere != null && !elsewhere.isBlank()) {
            return new BusClient(address(elsewhere), token);
        }
        Path data = Path.of(configuration.text("data"));
        String local = BusFile.read(data).path("http").asString("");
        return new BusClient(local, token.or(() -> tokenOf(data)));
    }

    /// What `AGENTBUS_URL` says, which may leave out the scheme and have a slash too much.
    static String address(String given) {
        String url = given.contains("://") ? given : "http://" + given;
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    static Optional<String> tokenOf(Path data) {
        try {
            return Optional.of(Files.readString(data.resolve("run/token")).strip());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    String url() {
        return url;
    }

    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    Answer post(String path, byte[] json, String idempotencyKey) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build());
    }

    Answer post(String path, JsonNode json) {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(json.toString()));
    }

    Answer put(String path, JsonNode json) {
        return send("PUT", path, HttpRequest.BodyPublishers.ofString(json.toString()));
    }

    Answer delete(String path) {
        return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    private Answer send(String method, String path, HttpRequest.BodyPublisher body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_LIMIT);
        } catch (IllegalArgumentException e) {
            throw new PermanentFailure("Cannot reach bus: its address must be http://host:port, got: " + url, e);
        }
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), json(response.body()));
        } catch (IOException e) {
            throw new TransientFailure("Cannot reach bus: no answer (%s), got: %s".formatted(reason(e), url), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("Cannot reach bus: interrupted, got: " + url, e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static JsonNode json(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException _) {
            return JsonMapper.shared().missingNode();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
