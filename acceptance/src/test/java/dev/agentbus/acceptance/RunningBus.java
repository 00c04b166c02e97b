package dev.agentbus.acceptance;

import dev.agentbus.engine.HostPort;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A bus started by the launcher, on ports and in a folder of its own.
public final class RunningBus implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Path data;
    private final int httpPort;
    private final int kafkaPort;
    private final Map<String, String> environment;
    private final List<String> arguments;
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile @Nullable Process process;

    private RunningBus(Path data, Map<String, String> environment, List<String> arguments) {
        this.data = data;
        this.httpPort = freePort();
        this.kafkaPort = freePort();
        this.environment = environment;
        this.arguments = arguments;
    }

    public static RunningBus start(Path data, String... arguments) {
        return start(data, Map.of(), arguments);
    }

    public static RunningBus start(Path data, Map<String, String> environment, String... arguments) {
        RunningBus bus = new RunningBus(data, environment, List.of(arguments));
        bus.startAgain();
        return bus;
    }

    /// A process beside another bus: chosen work against that one's engines.
    static RunningBus serve(Path data, RunningBus other, String roles) {
        RunningBus bus = new RunningBus(data, Map.of("KAFKA_BROKERS", other.kafka()), List.of("--roles", roles));
        bus.startAgain();
        return bus;
    }

    /// A process that does chosen work against the engines that the environment names.
    static RunningBus serve(Path data, Map<String, String> environment, String roles) {
        RunningBus bus = new RunningBus(data, environment, List.of("--roles", roles));
        bus.startAgain();
        return bus;
    }

    /// Starts the bus on the same folder and ports as before, and returns when it says that it is
    /// ready.
    public void startAgain() {
        try {
            Path output = outputFile();
            Files.deleteIfExists(output);
            boolean serves = arguments.contains("--roles");
            List<String> command = new ArrayList<>(List.of(
                    launcher(), serves ? "serve" : "up", "--data", data.toString(), "--http", "127.0.0.1:" + httpPort));
            if (!serves) {
                command.addAll(List.of("--kafka", "127.0.0.1:" + kafkaPort));
            }
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Repository.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process started = builder.start();
            process = started;
            awaitReady(started, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(Process process, Path output) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            if (Files.readString(output).contains("agentbus is ready")) {
                return;
            }
            try {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        process.destroyForcibly();
        throw new AssertionError("Cannot start the bus, got: " + Files.readString(output));
    }

    static String launcher() {
        return Repository.root().resolve("agentbus").toString();
    }

    static int freePort() {
        return HostPort.freeLoopback().port();
    }

    public Path data() {
        return data;
    }

    public Path outputFile() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    public String http() {
        return "http://127.0.0.1:" + httpPort;
    }

    String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    boolean isRunning() {
        Process started = process;
        return started != null && started.isAlive();
    }

    /// How many records a topic holds, by the offsets of its partitions; 0 when there is none of that
    /// name.
    long recordsIn(String topic) {
        try (KafkaLog log = new KafkaLog(KafkaSettings.of(kafka()))) {
            TopicName name = new TopicName(topic);
            return log.topics().records(List.of(name)).getOrDefault(name, 0L);
        }
    }

    long pid() {
        return running().pid();
    }

    private Process running() {
        Process started = process;
        if (started == null) {
            throw new IllegalStateException("the bus was never started");
        }
        return started;
    }

    /// The command line, told where this bus keeps its things.
    Tool cli(String... command) {
        List<String> line = new ArrayList<>(List.of(launcher()));
        line.addAll(List.of(command));
        return Tool.run(home(), line, "");
    }

    Tool skill(String name, String... flags) {
        List<String> line = new ArrayList<>(List.of("skills/" + name));
        line.addAll(List.of(flags));
        return Tool.run(home(), line, "");
    }

    private Map<String, String> home() {
        Map<String, String> home = new HashMap<>(environment);
        home.put("AGENTBUS_HOME", data.toString());
        return home;
    }

    /// Also while it is not ready, which the exit code says.
    JsonNode status() {
        return JSON.readTree(cli("status", "--json").out());
    }

    /// The process id of the part of that name.
    public long pidOf(String name) {
        for (JsonNode part : status().get("processes")) {
            if (part.get("name").asString().contains(name)) {
                return part.get("pid").asLong();
            }
        }
        throw new AssertionError("no process named " + name + " in " + status());
    }

    Connection postgres() throws SQLException {
        JsonNode postgres = status().get("postgres");
        return DriverManager.getConnection(
                postgres.get("url").asString(),
                postgres.get("user").asString(),
                postgres.get("password").asString());
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(http() + path)).GET().build());
    }

    JsonNode getJson(String path) {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new AssertionError("GET " + path + " answered " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    HttpResponse<String> post(String path, String contentType, String body) {
        return send(HttpRequest.newBuilder(URI.create(http() + path))
                .header("content-type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }

    /// Ends the bus as Ctrl-C does, and returns when it is gone.
    public int stop() {
        running().destroy();
        return awaitEnd();
    }

    /// Ends the bus process as a crash does. Its engines may live on until they notice.
    void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /// Freezes the process, or lets it go on.
    void signal(String name) {
        Tool.run(List.of("kill", "-" + name, Long.toString(pid()))).orFail();
    }

    private int awaitEnd() {
        try {
            if (!running().waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "Cannot stop the bus within " + STOP_LIMIT + ", got: " + Files.readString(outputFile()));
            }
            return running().exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (isRunning()) {
            stop();
        }
    }
}
