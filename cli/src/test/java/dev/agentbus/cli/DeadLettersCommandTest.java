package dev.agentbus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DeadLettersCommandTest {
    private static final String ID = "30b64227-bead-5cce-b022-d56d80b1664f";
    /// A message and a value by which an agent tries to drive the terminal.
    private static final String LETTER = """
            {"id":"%s","status":"pending","reason":"","topic":"agent-actions","partition":1,"offset":41,
             "cause":"f9d78c266871912a","rule":"type","field":"total","message":"got: \\u001b[2J\\u0007boo\\u202Ehidden",
             "errorClass":"x.Y","group":"db-writer-group","deadLetteredAt":"2026-11-21T13:01:41.8Z","attempts":3,
             "disposition":"exhausted","headers":[{"name":"h\\u001b]0;title\\u0007","value":{"text":"v"}}],
             "value":{"bytes":3,"text":null,"base64":"/wD+"},"stackTrace":"x.Y: got: \\u001b[31mred\\n\\tat a.B.c(D.java:1)"}
            """.formatted(ID);

    @TempDir
    Path data;

    private FakeBus bus(FakeBus.Reply... replies) throws IOException {
        int[] next = {0};
        FakeBus bus = new FakeBus(_ -> replies[Math.min(next[0]++, replies.length - 1)]);
        Files.createDirectories(data.resolve("run"));
        Files.writeString(
                data.resolve("run/bus.json"),
                "{\"http\":\"%s\",\"processes\":[{\"name\":\"agentbus\",\"pid\":%d}]}"
                        .formatted(bus.client().url(), ProcessHandle.current().pid()));
        return bus;
    }

    private Run run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "dead-letters";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--data";
        all[all.length - 1] = data.toString();
        return Run.of(all);
    }

    private static FakeBus.Reply ok(String body) {
        return new FakeBus.Reply(200, body);
    }

    @Test
    void showsNothingThatATerminalWouldObey() throws IOException {
        try (FakeBus _ = bus(ok("{\"total\":1,\"next\":null,\"letters\":[%s]}".formatted(LETTER)), ok(LETTER))) {
            Run list = run("list");
            Run show = run("show", ID);

            assertThat(list.out()).contains(ID, "agent-actions-1@41", "boohidden");
            assertThat(show.out()).contains("base64 /wD+", "exhausted, attempts: 3", "at a.B.c(D.java:1)");
            assertThat(list.out() + show.out()).doesNotContain("\u001b", "\u0007", "\u202E", "title");
        }
    }

    @Test
    void asksForWhatTheOptionsSay() throws IOException {
        try (FakeBus bus = bus(ok("{\"letters\":[],\"causes\":[]}"))) {
            run("list", "--topic", "a b", "--cause", "f9d7", "--status", "parked", "--since", "2026-01-31T12:00:00Z");
            run("list", "--by-cause", "--trace", "c-1");

            assertThat(bus.requests.getFirst().path())
                    .isEqualTo(
                            "/api/dead-letters?topic=a%20b&cause=f9d7&since=2026-01-31T12%3A00%3A00Z&status=parked&limit=50");
            assertThat(bus.requests.getLast().path()).isEqualTo("/api/dead-letters/causes?trace=c-1&limit=50");
        }
    }

    @Test
    void changesNothingUnlessToldWhichLetters() throws IOException {
        try (FakeBus bus = bus(ok("{}"))) {
            assertThat(run("redrive").code()).isEqualTo(2);
            assertThat(run("redrive", "--all", "--cause", "f9d7").code()).isEqualTo(2);
            assertThat(run("discard", "--all").code()).isEqualTo(2);
            assertThat(run("edit", ID).code()).isEqualTo(2);
            assertThat(bus.requests).isEmpty();
        }
    }

    @Test
    void waitsForTheEndOfARedriveAndTellsWhatCouldNotBeDone() throws IOException {
        String items = "\"items\":[{\"id\":\"%s\",\"outcome\":\"refused\",\"reason\":\"Cannot redrive: no contract\"}]"
                .formatted(ID);
        try (FakeBus bus = bus(
                new FakeBus.Reply(202, "{\"id\":\"r-1\",\"state\":\"running\",\"selected\":1,\"done\":0,\"items\":[]}"),
                ok("{\"id\":\"r-1\",\"state\":\"done\",\"selected\":1,\"done\":1,\"refused\":1,\"items\":[]}"),
                ok("{\"id\":\"r-1\",\"state\":\"done\",\"selected\":1,\"done\":1,\"refused\":1,%s}"
                        .formatted(items)))) {
            Run redrive = run("redrive", ID, "--rate", "5", "--parked");

            JsonNode request =
                    JsonMapper.shared().readTree(bus.requests.getFirst().body());
            assertThat(request.path("ids").path(0).asString("")).isEqualTo(ID);
            assertThat(request.path("rate").asInt(0)).isEqualTo(5);
            assertThat(request.path("parked").asBoolean(false)).isTrue();
            assertThat(request.path("dryRun").asBoolean(true)).isFalse();
            assertThat(redrive.code()).isEqualTo(1);
            assertThat(redrive.out()).isEqualTo("""
                    %s  refused  Cannot redrive: no contract
                    redrove 0 of 1 dead letters, refused 1
                    """.formatted(ID));
        }
    }

    @Test
    void saysInTheBusesOwnWordsWhyAnEditIsRefused() throws IOException {
        Path value = Files.writeString(data.resolve("v.json"), "{}");
        try (FakeBus bus =
                bus(new FakeBus.Reply(422, "{\"message\":\"Cannot accept event: total must be number, got: x\"}"))) {
            Run edit = run("edit", ID, "--value", value.toString());

            assertThat(edit.code()).isEqualTo(1);
            assertThat(edit.err())
                    .isEqualTo("agentbus: Cannot accept event: total must be number, got: x%n".formatted());
            assertThat(bus.requests.getFirst().body()).isEqualTo("{\"valueBase64\":\"e30=\"}");
        }
    }
}
