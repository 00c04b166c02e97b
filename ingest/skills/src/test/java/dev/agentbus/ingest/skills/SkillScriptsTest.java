package dev.agentbus.ingest.skills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.Event;
import dev.agentbus.events.contract.Contracts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SkillScriptsTest {
    private static final Instant CALLED_AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String SHELLS = "dev.agentbus.ingest.skills.Skill#shells";
    private static final List<String> NASTY = List.of(
            "it's \"quoted\" \\ back\\slash",
            "two\nlines\r\n\ttab",
            "`id` $(id) ${HOME} $HOME; rm -rf / && true | cat > /dev/null",
            "--agent",
            "-n",
            "%s %d %n \\0 \\x41 \\u0041",
            "*",
            " leading and trailing ",
            "grüße 漢字 🦊 \u202e\u0001\u001b[31mred\u001b[0m\u007f",
            "end",
            "agentbus-call 1",
            "x".repeat(500));

    private final CallEvents events = new CallEvents(Contracts.builtIn());

    @TempDir
    private Path home;

    @ParameterizedTest
    @MethodSource(SHELLS)
    void carriesAnyTextByteForByte(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        for (String text : NASTY) {
            Skill.Answer answer = skill.run(
                    "log-agent-action",
                    "--agent=" + text,
                    "--action-type",
                    "tool_call",
                    "--action-name=" + text,
                    "--project-path",
                    "x".repeat(100_000) + text + "x");

            assertThat(answer.exit()).as("%s", answer.err()).isZero();
            assertThat(answer.json().path("agent_name").stringValue()).isEqualTo(text);
            JsonNode payload = payloadOf(skill);
            assertThat(payload.path("agent_name").stringValue()).isEqualTo(text);
            assertThat(payload.path("action_name").stringValue()).isEqualTo(text);
            assertThat(payload.path("project_path").stringValue()).isEqualTo("x".repeat(100_000) + text + "x");
            emptyFolder(skill);
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void buildsTheEventFieldByField(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);

        Skill.Answer answer = skill.run(
                "log-routing-decision",
                "--agent",
                "coder",
                "--confidence",
                "0.90",
                "--strategy",
                "fuzzy",
                "--latency-ms",
                "007",
                "--alternatives",
                " [{\"agent\":\"x\",\"confidence\":0.5}] ",
                "--context",
                "{\"domain\":\"d\"}",
                "--correlation-id",
                "c-1",
                "--event-id",
                "e-1");

        Event event = eventOf(skill);
        assertThat(event.key()).isEqualTo("c-1");
        assertThat(event.time()).isEqualTo(CALLED_AT);
        assertThat(new String(event.payload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"selected_agent\":\"coder\",\"confidence_score\":0.90,\"routing_strategy\":\"fuzzy\","
                        + "\"routing_time_ms\":7,\"alternatives\":[{\"agent\":\"x\",\"confidence\":0.5}],"
                        + "\"context\":{\"domain\":\"d\"},\"correlation_id\":\"c-1\",\"event_id\":\"e-1\","
                        + "\"timestamp\":\"2026-01-02T03:04:05.678Z\"}");
        assertThat(answer.out())
                .isEqualTo("{\"success\":true,\"event_id\":\"e-1\",\"correlation_id\":\"c-1\","
                        + "\"selected_agent\":\"coder\",\"confidence_score\":0.90,\"routing_strategy\":\"fuzzy\","
                        + "\"routing_time_ms\":7,\"published_to\":\"kafka\",\"topic\":\"agent-routing-decisions\","
                        + "\"partition\":null,\"offset\":null,\"latency_ms\":7,\"status\":\"spooled\"}\n");
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void keepsWhatIsNoUtf8(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        Path wrapper = home.resolve("wrapper");
        Files.writeString(
                wrapper,
                "exec %s '%s' --agent \"$(printf 'a\\377\\300\\200\\355\\240\\200z')\" --action-type error --action-name n"
                        .formatted(shell, Path.of("log-agent-action").toAbsolutePath()));

        Skill.Answer answer = skill.run(wrapper.toString());

        assertThat(answer.json().path("agent_name").stringValue())
                .startsWith("a\ufffd")
                .endsWith("\ufffdz");
        JsonNode payload = payloadOf(skill);
        assertThat(payload.path("agent_name").stringValue())
                .startsWith("a\ufffd")
                .endsWith("\ufffdz");
        assertThat(payload.path(CallPayload.REMARKS).get(0).toString())
                .isEqualTo("{\"field\":\"agent_name\",\"rule\":\"utf-8\",\"base64\":\"Yf/AgO2ggHo=\"}");
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void keepsWhatTheBusCannotParse(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);

        skill.run(
                "log-agent-action",
                "--agent",
                "a",
                "--action-type",
                "error",
                "--action-name",
                "n",
                "--details",
                "{not json}",
                "--metadata",
                "{\"half\":\"\\ud800\"}",
                "--timestamp",
                "yesterday");

        JsonNode payload = payloadOf(skill);
        assertThat(payload.has("action_details")).isFalse();
        assertThat(payload.path("timestamp").stringValue()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(payload.path(CallPayload.REMARKS).toString())
                .isEqualTo("[{\"field\":\"action_details\",\"rule\":\"json\",\"text\":\"{not json}\"},"
                        + "{\"field\":\"metadata\",\"rule\":\"json\",\"text\":\"{\\\"half\\\":\\\"\\\\ud800\\\"}\"},"
                        + "{\"field\":\"timestamp\",\"rule\":\"time\",\"text\":\"yesterday\"}]");
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void keepsWhatTheContractRefuses(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);

        skill.run(
                "log-routing-decision",
                "--agent",
                "a",
                "--confidence",
                "1",
                "--strategy",
                "s",
                "--latency-ms",
                "1",
                "--alternatives",
                "{\"not\":\"an array\"}",
                "--context",
                "[3]");

        JsonNode payload = payloadOf(skill);
        assertThat(payload.has("alternatives")).isFalse();
        assertThat(payload.path(CallPayload.REMARKS).toString())
                .isEqualTo(
                        "[{\"field\":\"alternatives\",\"rule\":\"type\",\"text\":\"{\\\"not\\\":\\\"an array\\\"}\"},"
                                + "{\"field\":\"context\",\"rule\":\"type\",\"text\":\"[3]\"}]");
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void takesNumbersAsProgramsWriteThem(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        Map<String, String> numbers = Map.of(
                "0", "0", "1", "1", "1.0", "1.0", ".5", "0.5", "00.5", "0.5", "+0.25", "0.25", "1e-05", "1e-05", "1.",
                "1", "-0.0", "-0.0", "5E-1", "5e-1");
        for (Map.Entry<String, String> number : numbers.entrySet()) {
            Skill.Answer answer = skill.run(
                    "log-transformation",
                    "--from-agent",
                    "a",
                    "--to-agent",
                    "b",
                    "--success",
                    "YES",
                    "--duration-ms",
                    "0",
                    "--confidence",
                    number.getKey());

            assertThat(answer.exit()).as("%s %s", number.getKey(), answer.err()).isZero();
            assertThat(new String(eventOf(skill).payload(), StandardCharsets.UTF_8))
                    .contains("\"confidence_score\":" + number.getValue() + ",")
                    .contains("\"transformation_duration_ms\":0,");
            emptyFolder(skill);
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void logsEverySkill(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        Map<String, List<String>> calls = Map.of(
                "log-detection-failure",
                List.of("--prompt", "grüße", "--reason", "r", "--candidates-evaluated", "3", "--metadata", "{}"),
                "log-task-execution",
                List.of(
                        "--agent",
                        "a",
                        "--success",
                        "y",
                        "--fingerprint-id",
                        "f",
                        "--tools-used",
                        "Read,Edit",
                        "--agent-chain",
                        "[1,2]"),
                "log-code-quality",
                List.of("--file-path", "/f", "--path-id", "p", "--test-coverage", "99.9", "--lint-passed", "0"),
                "log-success-pattern",
                List.of("--pattern-id", "p", "--pattern-name", "n", "--pattern-template", "{\"steps\":[]}"),
                "log-failure-pattern",
                List.of("--failure-id", "f", "--failure-type", "timeout", "--contributing-factors", "[\"a,b\"]"));
        for (Map.Entry<String, List<String>> call : calls.entrySet()) {
            Skill.Answer answer = skill.run(call.getKey(), call.getValue().toArray(String[]::new));

            assertThat(answer.exit()).as("%s", answer.err()).isZero();
            assertThat(answer.json().path("success").booleanValue()).isTrue();
            switch (call.getKey()) {
                case "log-detection-failure" -> {
                    assertThat(answer.json().path("prompt_length").intValue()).isEqualTo(5);
                    assertThat(answer.json().path("failure_id"))
                            .isEqualTo(answer.json().path("event_id"));
                    assertThat(payloadOf(skill).path("prompt_length").intValue())
                            .isEqualTo(5);
                    assertThat(payloadOf(skill).path("prompt_hash").stringValue())
                            .hasSize(64);
                }
                case "log-task-execution" -> {
                    assertThat(payloadOf(skill).path("tools_used").toString()).isEqualTo("[\"Read\",\"Edit\"]");
                    assertThat(payloadOf(skill).path(CallPayload.REMARKS).toString())
                            .contains("\"text\":\"[1,2]\"");
                }
                case "log-failure-pattern" ->
                    assertThat(payloadOf(skill).path("contributing_factors").toString())
                            .isEqualTo("[\"a,b\"]");
                default -> assertThat(eventOf(skill).key()).isEqualTo("p");
            }
            emptyFolder(skill);
        }
    }

    private Event eventOf(Skill skill) throws Exception {
        return events.eventOf(skill.onlyCall(), CALLED_AT);
    }

    private JsonNode payloadOf(Skill skill) throws Exception {
        return Skill.JSON.readTree(eventOf(skill).payload());
    }

    private static void emptyFolder(Skill skill) throws Exception {
        try (var calls = Files.list(skill.folder())) {
            for (Path call : calls.toList()) {
                Files.delete(call);
            }
        }
    }
}
