package dev.agentbus.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The shell scripts against a real bus.
class SkillOverHttpTest {
    private static final String TEXT = "it's \"q\" \\ $(id)\n grüße 🦊 \u001b[31m";

    private final IngestServer server = IngestServer.start();

    @TempDir
    private Path home;

    private record Answer(int exit, String out, String err) {
        JsonNode json() {
            return IngestServer.JSON.readTree(exit == 0 ? out : err);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersWithPartitionAndOffsetWhenItWaits() throws Exception {
        Files.createDirectories(home.resolve("run"));
        Files.writeString(home.resolve("run/http"), "http://127.0.0.1:" + server.port() + "\n");
        Files.writeString(home.resolve("run/token"), "a-token\n");

        Answer answer = call(Map.of(), TEXT, "--wait");

        assertThat(answer.json().path("status").stringValue()).isEqualTo("stored");
        assertThat(answer.json().path("offset").intValue()).isZero();
        assertThat(answer.json().path("partition").isInt()).isTrue();
        assertThat(calls()).isEmpty();
        var record = server.records("agent-actions").getFirst();
        JsonNode payload = IngestServer.JSON.readTree(IngestServer.valueOf(record));
        assertThat(payload.path("action_name").stringValue()).isEqualTo(TEXT);
        assertThat(payload.path("event_id")).isEqualTo(answer.json().path("event_id"));
        assertThat(IngestServer.header(record, "ce_id"))
                .isEqualTo(answer.json().path("event_id").stringValue());
    }

    @Test
    void keepsInTheFolderWhatNobodyAnsweredAndSendsItLater() throws Exception {
        Answer alone = call(Map.of("AGENTBUS_URL", "http://127.0.0.1:1"), TEXT);
        assertThat(calls()).hasSize(1);

        Answer later = call(Map.of("AGENTBUS_URL", "http://127.0.0.1:" + server.port()), "second");

        assertThat(alone.exit()).isZero();
        assertThat(alone.json().path("status").stringValue()).isEqualTo("spooled");
        assertThat(alone.json().path("message").stringValue())
                .isEqualTo("The event is kept in %s: no answer from the bus at http://127.0.0.1:1"
                        .formatted(home.resolve("spool/skills")));
        assertThat(later.json().path("status").stringValue()).isEqualTo("stored");
        assertThat(calls()).isEmpty();
        assertThat(server.values("agent-actions")
                        .map(value -> IngestServer.JSON.readTree(value).path("event_id")))
                .containsExactlyInAnyOrder(
                        alone.json().path("event_id"), later.json().path("event_id"));
    }

    @Test
    void saysWhatTheBusRefuses() throws Exception {
        Answer answer = call(Map.of("AGENTBUS_URL", "http://127.0.0.1:" + server.port()), "x".repeat(600));

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.json().path("error").stringValue())
                .startsWith("Cannot publish event: the bus refused it, got: HTTP 422")
                .contains("at most 512 characters");
        assertThat(calls()).isEmpty();
    }

    private Answer call(Map<String, String> environment, String name, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of("../skills/log-agent-action").toRealPath().toString(),
                "--agent",
                "a",
                "--action-type",
                "tool_call",
                "--action-name",
                name));
        command.addAll(Arrays.asList(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(key -> key.startsWith("AGENTBUS_"));
        builder.environment().putAll(environment);
        builder.environment().put("AGENTBUS_HOME", home.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out, err);
    }

    private List<Path> calls() throws IOException {
        Path folder = home.resolve("spool/skills");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
