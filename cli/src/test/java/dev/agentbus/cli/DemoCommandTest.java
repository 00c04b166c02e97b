package dev.agentbus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoCommandTest {
    @TempDir
    private Path data;

    @Test
    void saysInJsonWhatItSentAndThatAllOfItIsDurable() throws IOException {
        try (FakeBus bus = new FakeBus(FakeBus::takeAll)) {
            Run run = Run.of(
                    "demo", "--url", bus.client().url(), "--seed", "9", "--events", "50", "--rate", "5000", "--json");

            JsonNode report = JsonMapper.shared().readTree(run.out());
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.err()).contains("demo fleet of 12 agents, seed 9; Ctrl-C ends it");
            assertThat(report.path("seed").asLong()).isEqualTo(9);
            assertThat(report.path("sent").asLong()).isEqualTo(50);
            assertThat(report.path("acknowledged").asLong()).isEqualTo(50);
            assertThat(report.path("doors").path("http").asLong()).isEqualTo(50);
            assertThat(bus.requests).allMatch(request -> request.path().startsWith("/v1/events/"));
        }
    }

    @Test
    void drawsASeedAndSaysWhichItIs() throws IOException {
        try (FakeBus bus = new FakeBus(FakeBus::takeAll)) {
            Run run = Run.of("demo", "--url", bus.client().url() + "/", "--events", "5", "--rate", "5000");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).containsPattern("5 events published by 12 agents in .* s .*; seed [0-9]+");
        }
    }

    @Test
    void endsWithOneWhenTheBusRefuses() throws IOException {
        try (FakeBus bus = new FakeBus(
                _ -> new FakeBus.Reply(404, "{\"error\":\"unknown topic\",\"message\":\"No such topic\"}"))) {
            Run run = Run.of("demo", "--url", bus.client().url(), "--events", "5", "--rate", "5000");

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("No such topic");
            assertThat(run.out()).contains("0 events published", "5 refused");
        }
    }

    @Test
    void explainsWhatCannotBe() {
        assertThat(Run.of("demo", "--speed", "2", "--rate", "10").code()).isEqualTo(2);
        assertThat(Run.of("demo", "--for", "soon").err()).contains("--for must be like 90s, 10m or 2h, got: soon");
        assertThat(Run.of("up", "--agents", "5", "--data", data.toString()).code())
                .isEqualTo(2);
        assertThat(Run.of("demo", "--agents", "2", "--url", "http://127.0.0.1:1")
                        .err())
                .contains("Cannot make fleet: it needs 3 to 10000 agents, got: 2");
    }
}
