package dev.agentbus.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.Event;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.ingest.skills.CallEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a fleet says through the skills is what it would have said itself.
class SkillCallTest {
    private static final Path SKILLS = Path.of("../skills").toAbsolutePath().normalize();

    @TempDir
    private Path home;

    @Test
    void becomesTheSameEvent() throws IOException, InterruptedException {
        Map<String, List<Told>> byTopic = Told.first(60_000, 7, 12).stream()
                .filter(told -> told.event().door() == Door.SKILL)
                .collect(Collectors.groupingBy(told -> told.event().topic().value()));

        assertThat(byTopic).containsKeys("agent-actions", "agent-transformation-events", "task-executions");
        for (List<Told> said : byTopic.values()) {
            for (Told told : said.subList(0, Math.min(25, said.size()))) {
                Event event = called(told.event());

                assertThat(event.id()).isEqualTo(told.event().id());
                assertThat(withoutDebugMode(event.payload())).isEqualTo(told.payload());
            }
        }
    }

    private Event called(FleetEvent event) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(event.skillCall(Told.moment(event)));
        command.set(0, SKILLS.resolve(command.getFirst()).toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("AGENTBUS_HOME", home.toString());
        builder.environment().remove("AGENTBUS_URL");
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        try (Stream<Path> files = Files.list(home.resolve("spool/skills"))) {
            Path file = files.findFirst().orElseThrow();
            Event called = new CallEvents(Contracts.builtIn()).eventOf(Files.readAllBytes(file), Instant.EPOCH);
            Files.delete(file);
            return called;
        }
    }

    /// The skill adds that it was not set.
    private static JsonNode withoutDebugMode(byte[] payload) {
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(payload);
        json.remove("debug_mode");
        return json;
    }
}
