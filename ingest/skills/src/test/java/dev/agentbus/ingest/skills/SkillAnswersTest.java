package dev.agentbus.ingest.skills;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SkillAnswersTest {
    private static final String SHELLS = "dev.agentbus.ingest.skills.Skill#shells";

    @TempDir
    private Path home;

    @ParameterizedTest
    @MethodSource(SHELLS)
    void findsTheCorrelationIdWhereItIs(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        String[] call = {"--agent", "a", "--action-type", "success", "--action-name", "n"};
        Map<String, String> environment = Map.of("CORRELATION_ID", "from-env");

        String fromEnvironment = text(skill.run(environment, "log-agent-action", call), "correlation_id");
        String minted = text(skill.run("log-agent-action", call), "correlation_id");
        String[] withFlag = {
            "--correlation-id", "from-flag", "--agent", "a", "--action-type", "success", "--action-name", "n"
        };
        String fromFlag = text(skill.run(environment, "log-agent-action", withFlag), "correlation_id");

        assertThat(fromEnvironment).isEqualTo("from-env");
        assertThat(fromFlag).isEqualTo("from-flag");
        assertThat(minted).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void logsWhetherOrNotDebugIsSet(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        String[] call = {"--agent", "a", "--action-type", "success", "--action-name", "n"};

        Skill.Answer without = skill.run("log-agent-action", call);
        Skill.Answer with = skill.run(Map.of("DEBUG", "True"), "log-agent-action", call);

        assertThat(without.json().path("debug_mode").booleanValue()).isFalse();
        assertThat(with.json().path("debug_mode").booleanValue()).isTrue();
        try (var calls = Files.list(skill.folder())) {
            assertThat(calls).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void writesNothingWhenLoggingIsOff(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);

        Skill.Answer answer = skill.run(
                Map.of("KAFKA_ENABLE_LOGGING", "False"),
                "log-performance-metrics",
                "--query",
                "q",
                "--duration-ms",
                "1",
                "--cache-hit",
                "no",
                "--candidates",
                "2");

        assertThat(answer.exit()).isZero();
        assertThat(answer.json().path("success").booleanValue()).isTrue();
        assertThat(answer.json().path("event_id").isNull()).isTrue();
        assertThat(skill.folder()).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void answersCallsThatBreakTheUsageWithTwo(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        List<List<String>> calls = List.of(
                List.of(),
                List.of("--agent", "a", "--action-type", "tool_call"),
                List.of("--agent", "a", "--action-type", "tool", "--action-name", "n"),
                List.of("--agent", "a", "--action-type", "tool_call,decision", "--action-name", "n"),
                List.of("--agent", "a", "--action-type", "error", "--action-name", "n", "--duration-ms", "1.5"),
                List.of("--agent", "a", "--action-type", "error", "--action-name", "n", "--duration-ms", "1;id"),
                List.of("--agent", "a", "--action-type", "error", "--action-name"),
                List.of("--agent", "--action-type", "error", "--action-name", "n"),
                List.of("--agent", "a", "--action-type", "error", "--action-name", "n", "--nosuch", "x"),
                List.of("--agent", "a", "--action-type", "error", "--action-name", "n", "stray"),
                List.of("--agent agent_name", "a"),
                List.of("--a", "a"));
        for (List<String> call : calls) {
            Skill.Answer answer = skill.run("log-agent-action", call.toArray(String[]::new));

            assertThat(answer.exit()).as("%s", call).isEqualTo(2);
            assertThat(answer.failure().path("success").booleanValue(true)).isFalse();
            assertThat(answer.failure().path("usage").stringValue()).contains("--action-name");
        }
        assertThat(skill.folder()).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void refusesValuesOutOfRange(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        Map<String, String> byConfidence = Map.of(
                "1.01", "between 0 and 1",
                "-0.1", "between 0 and 1",
                "2", "between 0 and 1",
                "100", "between 0 and 1");
        for (Map.Entry<String, String> wrong : byConfidence.entrySet()) {
            Skill.Answer answer = skill.run(
                    "log-routing-decision",
                    "--agent",
                    "a",
                    "--confidence",
                    wrong.getKey(),
                    "--strategy",
                    "s",
                    "--latency-ms",
                    "1");

            assertThat(answer.exit()).isEqualTo(1);
            assertThat(answer.failure().path("error").stringValue())
                    .isEqualTo("Cannot log event: --confidence must be between 0 and 1, got: " + wrong.getKey());
        }
        for (String duration : List.of("1000", "-1", "99999999999999")) {
            Skill.Answer answer = skill.run(
                    "log-performance-metrics",
                    "--query",
                    "q",
                    "--duration-ms",
                    duration,
                    "--cache-hit",
                    "1",
                    "--candidates",
                    "1");

            assertThat(answer.failure().path("error").stringValue())
                    .isEqualTo("Cannot log event: --duration-ms must be between 0 and 999, got: " + duration);
        }
        assertThat(skill.folder()).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void refusesReasonsThatTellOfRoutingLeftOut(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        for (String reason : List.of(
                "Direct EXECUTION of it",
                "let us skip routing",
                "bypass routing",
                "done without routing",
                "skipping router now")) {
            Skill.Answer answer = skill.run(
                    "log-transformation",
                    "--from-agent",
                    "a",
                    "--to-agent",
                    "b",
                    "--success",
                    "true",
                    "--duration-ms",
                    "5",
                    "--reason",
                    reason);

            assertThat(answer.exit()).isEqualTo(1);
            assertThat(answer.failure().path("error").stringValue()).endsWith("got: " + reason);
        }
        assertThat(skill.folder()).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void namesTheJsonFlagThatIsNoJson(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);

        Skill.Answer answer = skill.run(
                "log-agent-action",
                "--agent",
                "a",
                "--action-type",
                "error",
                "--action-name",
                "n",
                "--details",
                "no json");

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.failure().path("error").stringValue())
                .isEqualTo("Cannot log event: --details must be JSON, got: no json");
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void saysWhenTheFolderCannotBeWritten(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        Path file = Files.writeString(home.resolve("a-file"), "");

        Skill.Answer answer = skill.run(
                Map.of("AGENTBUS_SPOOL", file.resolve("below").toString()),
                "log-agent-action",
                "--agent",
                "a",
                "--action-type",
                "error",
                "--action-name",
                "n");

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.failure().path("event_id").isNull()).isTrue();
        assertThat(answer.failure().path("error").stringValue())
                .isEqualTo("Cannot keep event: the spool folder can't be written (missing, read-only or full), got: "
                        + file.resolve("below"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void leavesNoHalfCallWhenTheDiskIsFull(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);
        Path wrapper = home.resolve("wrapper");
        // A file may grow to one block of 512 or 1024 bytes; the write beyond it fails as it does on a full disk.
        Files.writeString(
                wrapper,
                "trap '' XFSZ; ulimit -f 1; exec %s '%s' --agent a --action-type error --action-name n --details '\"%s\"'"
                        .formatted(shell, Path.of("log-agent-action").toAbsolutePath(), "x".repeat(5000)));

        Skill.Answer answer = skill.run(wrapper.toString());

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.failure().path("error").stringValue()).startsWith("Cannot keep event: ");
        assertThat(skill.folder()).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void keepsCallsToItsOwner(String shell) throws Exception {
        Skill skill = Skill.in(shell, home);

        skill.run("log-agent-action", "--agent", "a", "--action-type", "error", "--action-name", "n");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(skill.folder())))
                .isEqualTo("rwx------");
        try (var calls = Files.list(skill.folder())) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(calls.findFirst().orElseThrow())))
                    .isEqualTo("rw-------");
        }
    }

    private static String text(Skill.Answer answer, String field) {
        return answer.json().path(field).stringValue();
    }
}
