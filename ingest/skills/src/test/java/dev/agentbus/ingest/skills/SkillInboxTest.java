package dev.agentbus.ingest.skills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contracts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkillInboxTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Queue<Event> published = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path home;

    private Path folder = Path.of("");

    @BeforeEach
    void makeTheFolder() throws IOException {
        folder = Files.createDirectories(home.resolve("spool/skills"));
    }

    @Test
    void publishesACallWhileItWatches() throws Exception {
        Skill skill = Skill.in("sh", home);
        List<Double> latencies = new ArrayList<>();
        try (SkillInbox inbox = inbox(this::durable)) {
            inbox.start();
            for (int i = 0; i < 20; i++) {
                int wanted = i + 1;
                skill.run("log-agent-action", "--agent", "a", "--action-type", "tool_call", "--action-name", "n" + i);
                long answered = System.nanoTime();
                await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> published.size() == wanted);
                latencies.add((System.nanoTime() - answered) / 1e6);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(calls()).isEmpty());

            assertThat(inbox.counters()).isEqualTo(new SkillInboxCounters(20, 0, 0, 0));
        }
        System.out.printf(
                "skill answer to publish: max %.1f ms%n",
                latencies.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }

    @Test
    void takesUpOnceAndInOrderWhatCameWhileTheBusWasDown() throws Exception {
        Skill skill = Skill.in("sh", home);
        for (int i = 0; i < 20; i++) {
            skill.run("log-agent-action", "--agent", "a", "--action-type", "tool_call", "--action-name", "n" + i);
        }

        try (SkillInbox inbox = inbox(this::durable)) {
            inbox.start();
            await().atMost(SOON).untilAsserted(() -> assertThat(calls()).isEmpty());
        }

        assertThat(published.stream().map(SkillInboxTest::actionName))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "n" + i).toList());
    }

    @Test
    void takesTwoHundredCallsAtOnce() throws Exception {
        Skill skill = Skill.in("sh", home);
        try (SkillInbox inbox = inbox(this::durable)) {
            inbox.start();
            List<Process> running = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                running.add(skill.start(
                        Map.of(),
                        "log-agent-action",
                        "--agent",
                        "a",
                        "--action-type",
                        "tool_call",
                        "--action-name",
                        "n" + i));
            }
            for (Process process : running) {
                Skill.awaitEnd(process);
                assertThat(process.exitValue()).isZero();
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(calls()).isEmpty());
        }

        assertThat(published.stream().map(SkillInboxTest::actionName))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "n" + i).toList());
        assertThat(published.stream().map(Event::id).distinct()).hasSize(200);
    }

    @Test
    void keepsTheFileUntilTheEventIsDurable() throws Exception {
        Path call = write("e-1", Instant.now());
        CompletableFuture<Void> receipt = new CompletableFuture<>();
        try (SkillInbox inbox = inbox(event -> {
            published.add(event);
            return receipt;
        })) {
            inbox.start();
            await().atMost(SOON).until(() -> published.size() == 1);
            assertThat(call).exists();

            receipt.complete(null);

            await().atMost(SOON).untilAsserted(() -> assertThat(call).doesNotExist());
        }
        assertThat(published).hasSize(1);
    }

    @Test
    void publishesAgainUnderTheSameIdAfterACrash() throws Exception {
        write("e-1", Instant.now());
        try (SkillInbox crashing = inbox(event -> {
            published.add(event);
            return new CompletableFuture<>();
        })) {
            crashing.start();
            await().atMost(SOON).until(() -> published.size() == 1);
        }

        try (SkillInbox inbox = inbox(this::durable)) {
            inbox.start();
            await().atMost(SOON).untilAsserted(() -> assertThat(calls()).isEmpty());
        }

        assertThat(published.stream().map(Event::id)).containsExactly(new EventId("e-1"), new EventId("e-1"));
    }

    @Test
    void triesAgainWhatFailsForAWhile() throws Exception {
        write("e-1", Instant.now());
        try (SkillInbox inbox = inbox(event -> {
            published.add(event);
            return published.size() < 3
                    ? CompletableFuture.failedFuture(new TransientFailure("Cannot publish: ring full, got: 1"))
                    : CompletableFuture.completedFuture(null);
        })) {
            inbox.start();
            await().atMost(SOON).untilAsserted(() -> assertThat(calls()).isEmpty());

            assertThat(inbox.counters()).isEqualTo(new SkillInboxCounters(1, 0, 2, 0));
        }
        assertThat(published).hasSize(3);
    }

    @Test
    void setsAsideWhatThePublisherNeverAccepts() throws Exception {
        Path call = write("e-1", Instant.now());
        try (SkillInbox inbox = inbox(
                _ -> CompletableFuture.failedFuture(new PermanentFailure("Cannot append: too large, got: 9 MB")))) {
            inbox.start();
            await().atMost(SOON).until(() -> inbox.counters().rejected() == 1);
        }

        assertThat(rejected(call)).exists();
        assertThat(reasonOf(call)).isEqualTo("Cannot append: too large, got: 9 MB\n");
    }

    @Test
    void setsAsideATornFileOnceItsWriterIsGone() throws Exception {
        Path call = write("e-1", Instant.now().minusSeconds(60));
        byte[] whole = Files.readAllBytes(call);
        for (int length : List.of(0, 5, 40, whole.length - 5, whole.length - 1)) {
            Path torn = folder.resolve("torn" + length + ".call");
            Files.write(torn, Arrays.copyOf(whole, length));
            Files.setLastModifiedTime(torn, FileTime.from(Instant.now().minusSeconds(60)));
        }
        try (SkillInbox inbox = inbox(this::durable)) {
            inbox.start();
            await().atMost(SOON).until(() -> inbox.counters().rejected() == 5);
            await().atMost(SOON).untilAsserted(() -> assertThat(calls()).isEmpty());
        }

        assertThat(published).hasSize(1);
        assertThat(reasonOf(folder.resolve("torn40.call")))
                .isEqualTo("Cannot read skill call: its end mark must follow within PT10S, got: none\n");
    }

    @Test
    void waitsForAFileThatIsStillBeingWritten() throws Exception {
        Path call = write("e-1", Instant.now());
        byte[] whole = Files.readAllBytes(call);
        Files.write(call, Arrays.copyOf(whole, 30));
        try (SkillInbox inbox = inbox(this::durable)) {
            inbox.start();

            Files.write(call, whole);

            await().atMost(SOON).until(() -> published.size() == 1);
            assertThat(inbox.counters().rejected()).isZero();
        }
    }

    @Test
    void setsAsideWhatNoContractKnows() throws Exception {
        Path call = folder.resolve("x.1.call");
        Files.writeString(call, "agentbus-call 1\0no-such-topic\0event_id\0text\0e\0end\0");
        Path other = Files.writeString(folder.resolve("y.2.call"), "something else");
        try (SkillInbox inbox = inbox(this::durable)) {
            inbox.start();
            await().atMost(SOON).until(() -> inbox.counters().rejected() == 2);
        }

        assertThat(reasonOf(call))
                .isEqualTo("Cannot read skill call: its topic must have a contract, got: no-such-topic\n");
        assertThat(rejected(other)).hasContent("something else");
    }

    private SkillInbox inbox(Function<Event, CompletableFuture<?>> publish) {
        SkillInboxSettings settings = new SkillInboxSettings(
                folder,
                Duration.ofMillis(100),
                SkillInboxSettings.DEFAULT_TORN_AFTER,
                SkillInboxSettings.DEFAULT_MAX_FILE_BYTES,
                50);
        return new SkillInbox(settings, new CallEvents(Contracts.builtIn()), publish);
    }

    private CompletableFuture<?> durable(Event event) {
        published.add(event);
        return CompletableFuture.completedFuture(null);
    }

    private Path write(String id, Instant modified) throws IOException {
        Path file = folder.resolve(id + ".7.call");
        Files.writeString(
                file,
                "agentbus-call 1\0agent-actions\0agent_name\0text\0a\0action_type\0text\0error\0"
                        + "action_name\0text\0n\0event_id\0text\0" + id + "\0end\0");
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return file;
    }

    private Path rejected(Path call) {
        return folder.resolve("rejected").resolve(call.getFileName());
    }

    private String reasonOf(Path call) throws IOException {
        return Files.readString(Path.of(rejected(call) + ".reason"));
    }

    private List<Path> calls() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".call")).toList();
        }
    }

    private static String actionName(Event event) {
        return Skill.JSON
                .readTree(new String(event.payload(), StandardCharsets.UTF_8))
                .path("action_name")
                .stringValue();
    }
}
