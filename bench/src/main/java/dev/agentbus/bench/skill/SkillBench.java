package dev.agentbus.bench.skill;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Event;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.ingest.http.Held;
import dev.agentbus.ingest.http.HttpIngestSettings;
import dev.agentbus.ingest.http.IngestRoutes;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import io.helidon.webserver.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// What one call costs the agent that makes it, wall clock and CPU: a skill, curl to the bus, a
/// Python program to the bus, and `true` for what starting any process costs here. Interleaved in
/// one run; the bus has a log in memory, so that only the callers differ.
///
/// Arguments: calls of each kind, folder of the skills.
public final class SkillBench {
    private static final int BLOCK = 10;
    private static final String PYTHON = """
            import json, sys, urllib.request
            request = urllib.request.Request(sys.argv[1], data=json.dumps({"agent_name": "coder", "action_type": "tool_call",
                "action_name": "Read", "action_details": {"file_path": "/x"}, "duration_ms": 12, "correlation_id": "c"}).encode(),
                headers={"Content-Type": "application/json"})
            print(urllib.request.urlopen(request, timeout=5).read().decode())
            """;

    private final Map<String, List<String>> commands = new LinkedHashMap<>();
    private final Map<String, List<Long>> nanos = new LinkedHashMap<>();
    private final Map<String, Long> ticks = new LinkedHashMap<>();
    private final Path home;

    private SkillBench(Path home) {
        this.home = home;
    }

    public static void main(String[] arguments) throws Exception {
        int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        Path skills =
                Path.of(arguments.length > 1 ? arguments[1] : "ingest/skills").toRealPath();
        SkillBench bench = new SkillBench(Files.createTempDirectory("agentbus-bench-skills-"));
        MemoryLog log = new MemoryLog().withTopic("agent-actions", 12);
        try (LogAppender appender = log.appender()) {
            WebServer server = serve(appender);
            try {
                bench.prepare(skills, "http://127.0.0.1:%d/v1/events/agent-actions".formatted(server.port()));
                bench.run(calls);
            } finally {
                server.stop();
            }
        }
    }

    private static WebServer serve(LogAppender appender) {
        IngestRoutes routes = new IngestRoutes(
                HttpIngestSettings.DEFAULT,
                Contracts.builtIn(),
                event -> append(appender, event),
                new SimpleMeterRegistry());
        return WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .routing(routing -> routing.register(routes))
                .build()
                .start();
    }

    private static CompletionStage<Held> append(LogAppender appender, Event event) {
        NewRecord record =
                new NewRecord(event.topic(), null, event.payload(), Envelope.headersOf(event, "bench"), event.time());
        synchronized (appender) {
            return appender.append(record).thenApply(Held.Stored::new);
        }
    }

    private void prepare(Path skills, String url) throws IOException, InterruptedException {
        String json = """
                {"agent_name":"coder","action_type":"tool_call","action_name":"Read","action_details":{"file_path":"/x"},\
                "duration_ms":12,"correlation_id":"c"}""";
        String log = skills.resolve("log-agent-action").toString();
        commands.put("true", List.of("/bin/true"));
        commands.put(
                "skill",
                List.of(
                        log,
                        "--agent",
                        "coder",
                        "--action-type",
                        "tool_call",
                        "--action-name",
                        "Read",
                        "--details",
                        "{\"file_path\":\"/x\"}",
                        "--duration-ms",
                        "12",
                        "--correlation-id",
                        "c"));
        commands.put("curl", List.of("curl", "-s", "-H", "Content-Type: application/json", "-d", json, url));
        commands.put("python", List.of(python(), "-c", PYTHON, url));
    }

    /// The interpreter itself: a version manager's wrapper in front of it would cost more than it
    /// does.
    private static String python() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
        String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return path;
    }

    private void run(int calls) throws IOException, InterruptedException {
        for (int block = 0; block <= calls / BLOCK; block++) {
            for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                long before = childTicks();
                for (int i = 0; i < BLOCK; i++) {
                    long took = call(command.getValue());
                    if (block > 0) { // the first one warms up
                        nanos.computeIfAbsent(command.getKey(), _ -> new ArrayList<>())
                                .add(took);
                    }
                }
                if (block > 0) {
                    ticks.merge(command.getKey(), childTicks() - before, Long::sum);
                }
            }
        }
        nanos.forEach(this::print);
    }

    private long call(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("AGENTBUS_HOME", home.toString());
        long start = System.nanoTime();
        Process process = builder.start();
        byte[] answer = process.getInputStream().readAllBytes();
        int exit = process.waitFor();
        long took = System.nanoTime() - start;
        if (exit != 0 || (answer.length == 0 && !command.getFirst().endsWith("true"))) {
            throw new IOException(
                    "Cannot measure: each call must succeed, got: exit %d of %s".formatted(exit, command));
        }
        return took;
    }

    /// CPU that ended children have used, in hundredths of a second.
    private static long childTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    }

    private void print(String name, List<Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%-7s p50 %6.2f ms  p99 %6.2f ms  CPU %5.2f ms per call  (%d calls)%n",
                name,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (0.99 * (sorted.length - 1))] / 1e6,
                ticks.getOrDefault(name, 0L) * 10.0 / sorted.length,
                sorted.length);
    }
}
