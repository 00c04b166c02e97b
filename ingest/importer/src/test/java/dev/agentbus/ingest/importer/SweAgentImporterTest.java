package dev.agentbus.ingest.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Event;
import dev.agentbus.events.PermanentFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SweAgentImporterTest {
    private static final Instant WRITTEN = Instant.parse("2026-03-01T12:00:00Z");
    private static final String RUN = """
            {"environment":"main",
             "history":[
               {"role":"system","content":"be good","agent":"main"},
               {"role":"user","is_demo":true,"content":"ISSUE: not this"},
               {"role":"user","content":[{"type":"text","text":"Here it is.\\nISSUE:\\nIt  breaks\\n\\nINSTRUCTIONS: go"}],"agent":"main"}],
             "trajectory":[
               {"thought":"look","action":"ls -F\\n","observation":"\\u001b[31mred\\u001b[0m\\r\\nfile\\u0000\\ud800","execution_time":0.25,
                "state":{"working_dir":"/work/shop","open_file":"n/a"}},
               {"thought":"","response":"run it","action":"python x.py","observation":"Traceback (most recent call last):\\n  boom",
                "state":"{\\"working_dir\\": \\"/work/shop\\", \\"open_file\\": \\"/work/shop/x.py\\"}"},
               {"thought":"only a thought","action":"","observation":"","state":"not json"},
               {"thought":"done","action":"submit","observation":"diff --git","state":null}],
             "info":{"exit_status":"submitted (exit_cost)","submission":"diff","model_stats":{"api_calls":4,"tokens_sent":10,"tokens_received":5}},
             "later":[1,{"x":2}]}
            """;

    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        Path file = folder.resolve("run.traj");
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(WRITTEN));
        return file;
    }

    private List<JsonNode> payloads(String content) throws IOException {
        List<JsonNode> payloads = new ArrayList<>();
        new SweAgentImporter()
                .read(file(content), event -> payloads.add(JsonMapper.shared().readTree(event.payload())));
        return payloads;
    }

    @Test
    void makesOneActionPerStep() throws IOException {
        List<JsonNode> payloads = payloads(RUN);

        assertThat(payloads)
                .extracting(payload -> payload.path("action_type").asString("run") + " "
                        + payload.path("action_name").asString(""))
                .containsExactly("tool_call ls", "error python", "decision think", "success submit", "run ");
        assertThat(payloads.get(1).path("action_details").path("failure").asString(""))
                .isEqualTo("traceback");
        assertThat(payloads.get(1).path("action_details").path("thought").asString(""))
                .isEqualTo("run it");
        assertThat(payloads.get(0).path("duration_ms").asInt()).isEqualTo(250);
        assertThat(payloads.get(0).path("project_name").asString("")).isEqualTo("shop");
    }

    @Test
    void keepsTerminalTextButWhatNoDatabaseTakes() throws IOException {
        assertThat(payloads(RUN)
                        .get(0)
                        .path("action_details")
                        .path("observation")
                        .asString(""))
                .isEqualTo("\u001b[31mred\u001b[0m\r\nfile\uFFFD\uFFFD");
    }

    @Test
    void countsTimeBackFromTheLastWritingOfTheFile() throws IOException {
        assertThat(payloads(RUN))
                .extracting(payload -> payload.path("timestamp").asString(""))
                .containsExactly(
                        "2026-03-01T11:59:57Z",
                        "2026-03-01T11:59:58Z",
                        "2026-03-01T11:59:59Z",
                        "2026-03-01T12:00:00Z",
                        "2026-03-01T12:00:00Z");
    }

    @Test
    void makesOneExecutionPerRun() throws IOException {
        JsonNode execution = payloads(RUN).get(4);

        assertThat(execution.path("original_prompt").asString("")).isEqualTo("It  breaks");
        assertThat(execution.path("success").asBoolean()).isTrue();
        assertThat(execution.path("steps").size()).isEqualTo(4);
        assertThat(execution.path("steps").get(1).path("outcome").asString("")).isEqualTo("traceback");
        assertThat(execution.path("tools_used").toString()).isEqualTo("[\"ls\",\"python\",\"think\",\"submit\"]");
        assertThat(execution.path("total_tokens_used").asInt()).isEqualTo(15);
        assertThat(execution.path("metadata").path("exit_status").asString("")).isEqualTo("submitted (exit_cost)");
    }

    @Test
    void readsMessagesWhereThereIsNoTrajectory() throws IOException {
        List<JsonNode> payloads = payloads("""
                {"history":[{"role":"user","content":"do it"},
                  {"role":"assistant","content":"c","thought":"t","action":"cat x"},
                  {"role":"tool","content":"text\\n(Open file: n/a)\\n(Current directory: /w/p)\\nbash-$"},
                  {"role":"assistant","content":"giving up","action":"exit"}]}
                """);

        assertThat(payloads).hasSize(3);
        assertThat(payloads.get(0).path("action_details").path("observation").asString(""))
                .isEqualTo("text");
        assertThat(payloads.get(0).path("working_directory").asString("")).isEqualTo("/w/p");
        assertThat(payloads.get(2).path("success").asBoolean()).isFalse();
        assertThat(payloads.get(2).path("metadata").path("exit_status").asString(""))
                .isEqualTo("unknown");
    }

    @Test
    void keepsBothEndsOfALongObservation() {
        String text = "a".repeat(40_000) + "é".repeat(40_000);

        BoundedText bounded = BoundedText.of(text, RunEvents.MAX_OBSERVATION_BYTES);

        assertThat(bounded.cut()).isTrue();
        assertThat(bounded.bytes()).isEqualTo(120_000);
        assertThat(bounded.text())
                .startsWith("aaa")
                .endsWith("éé")
                .contains("bytes left out")
                .doesNotContain("\uFFFD");
        assertThat(bounded.text().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(RunEvents.MAX_OBSERVATION_BYTES + 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"a\":1}",
                "{\"trajectory\":[]}",
                "{\"trajectory\":[{\"action\":\"ls\"}",
                "no json"
            })
    void refusesOtherFilesBeforeItHandsOutAnything(String content) throws IOException {
        Path file = file(content);
        List<Event> events = new ArrayList<>();

        assertThatThrownBy(() -> new SweAgentImporter().read(file, events::add))
                .isInstanceOf(PermanentFailure.class)
                .hasMessageStartingWith("Cannot import " + file + ": ")
                .hasMessageContaining(", got: ");
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bash: foo: command not found| shell_error",
                "ls: cannot access 'x': No such file or directory| shell_error",
                "EXECUTION TIMED OUT BECAUSE| timeout",
                "==== 2 failed, 3 passed in 0.1s ====| tests_failed",
                "==== 3 passed in 0.1s ====| none",
                "12:    raise SyntaxError: no| none",
                "  File x: SyntaxError| none",
                "Your edit was fine| none",
            })
    void tellsFailuresFromWhatWasPrinted(String observation, String sign) {
        assertThat(FailureSigns.in("first\n" + observation + "\nlast").orElse("none"))
                .isEqualTo(sign);
    }
}
