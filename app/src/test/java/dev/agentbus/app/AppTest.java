package dev.agentbus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.HostPort;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.kafka.KafkaLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// One whole bus with tokens, on real engines.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AppTest {
    private static final String PUBLISHER = "publisher-0123456789";
    private static final String VIEWER = "viewer-0123456789012";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final HostPort http = HostPort.freeLoopback();
    private App app;

    @BeforeAll
    void start() {
        app = newApp();
        app.start();
    }

    @AfterAll
    void stop() {
        app.close();
    }

    private App newApp() {
        Configuration configuration = Configuration.load(
                Map.of("data", folder.toString(), "http.bind", http.toString(), "kafka.bind", "127.0.0.1:0"),
                Map.of("AGENTBUS_TOKENS", "publish:" + PUBLISHER + ",view:" + VIEWER));
        return new App(BusSettings.of(configuration), _ -> {});
    }

    @Test
    @Order(1)
    void becomesReadyAndTellsOnlyItsUserWhereEverythingIs() throws Exception {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(get("/health/ready", null).statusCode()).isEqualTo(200));

        JsonNode bus = BusFile.read(folder);
        assertThat(bus.get("http").asString()).isEqualTo("http://" + http);
        assertThat(bus.get("processes")).hasSize(4);
        assertThat(bus.get("processes").get(0).get("rssBytes").asLong()).isPositive();
        for (String name : new String[] {"bus.json", "http", "token", "lock"}) {
            assertThat(Files.getPosixFilePermissions(folder.resolve("run").resolve(name)))
                    .as(name)
                    .hasToString("[OWNER_READ, OWNER_WRITE]");
        }
    }

    @Test
    @Order(2)
    void refusesEveryRouteWithoutCredentialsAndWithTheWrongRole() throws Exception {
        for (RouteAccess route : RouteAccess.ALL) {
            String path = route.pattern().replace("*", "agent-actions");
            int anyone = send(route.method(), path, null).statusCode();
            int nobody = send(route.method(), path, "nobody-0123456789").statusCode();
            if (route.needed().isEmpty()) {
                assertThat(anyone).as("%s", route).isNotIn(401, 403);
                continue;
            }
            String wrong = route.needed().get() == Right.PUBLISH ? VIEWER : PUBLISHER;
            assertThat(anyone).as("%s", route).isEqualTo(401);
            assertThat(nobody).as("%s", route).isEqualTo(401);
            assertThat(send(route.method(), path, wrong).statusCode())
                    .as("%s", route)
                    .isEqualTo(403);
        }
        assertThat(get("/anything/else", VIEWER).statusCode()).isEqualTo(404);
    }

    @Test
    @Order(3)
    void opensTheWebSocketOnlyToThoseWhoMayLook() {
        URI ws = URI.create("ws://" + http + "/ws");
        WebSocket.Listener listener = new WebSocket.Listener() {};

        assertThat(client.newWebSocketBuilder().buildAsync(ws, listener)).failsWithin(SOON);
        assertThat(client.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + PUBLISHER)
                        .buildAsync(ws, listener))
                .failsWithin(SOON);
        assertThat(client.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + VIEWER)
                        .header("Origin", "https://evil.example")
                        .buildAsync(ws, listener))
                .failsWithin(SOON);
        assertThat(client.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + VIEWER)
                        .buildAsync(ws, listener))
                .succeedsWithin(SOON)
                .satisfies(WebSocket::abort);
    }

    @Test
    @Order(4)
    void setsTheHeadersThatKeepABrowserFromMischief() throws Exception {
        HttpResponse<String> page = get("/plain", VIEWER);

        assertThat(get("/", VIEWER).body())
                .doesNotContain("<style", "style=")
                .doesNotContainPattern("<script[^>]*>[^<]");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("postgres", "kafka").doesNotContain("<script", "<style", "style=");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    @Order(5)
    void carriesAnEventToTheTableAndTheView() throws Exception {
        int status = publish(
                "agent-actions",
                "{\"agent_name\":\"tester\",\"action_type\":\"success\",\"action_name\":\"Write\",\"correlation_id\":\"kept\"}");

        assertThat(status).isEqualTo(202);

        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).isOne());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                get("/api/intelligence/actions/recent", VIEWER).body())
                        .contains("tester"));
        assertThat(get("/metrics", VIEWER).body())
                .contains("agentbus_publisher_accepted_total 1.0")
                .contains("agentbus_idempotency_claims_total{outcome=\"duplicate\",store=\"redis\"} 0.0")
                .doesNotContain("NaN");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                get("/api/groups/db-writer-group", VIEWER).body())
                        .contains("\"verdict\":\"OK\"", "\"lagEvents\":0", "\"memberCount\":1"));
        assertThat(get("/api/groups", PUBLISHER).statusCode()).isEqualTo(403);
        assertThat(get("/api/groups/nobody", VIEWER).statusCode()).isEqualTo(404);
    }

    @Test
    @Order(5)
    void listsPatternsInParts() throws Exception {
        for (String id : List.of("one", "two", "three")) {
            assertThat(publish("success-patterns", "{\"pattern_id\":\"%s\",\"pattern_name\":\"n\"}".formatted(id)))
                    .isEqualTo(202);
        }
        await().atMost(SOON).until(() -> patterns("").get("total").asInt() == 3);

        assertThat(ids(patterns("?limit=2"))).hasSize(2);
        assertThat(ids(patterns("?limit=2&offset=2")))
                .hasSize(1)
                .doesNotContainAnyElementsOf(ids(patterns("?limit=2")));
        assertThat(patterns("?kind=failure").get("total").asInt()).isZero();
        assertThat(get("/api/patterns?offset=-1", VIEWER).body())
                .contains("offset must be a whole number from 0 to 20000, got: -1");
        assertThat(get("/api/patterns?kind=odd", VIEWER).statusCode()).isEqualTo(400);
    }

    private JsonNode patterns(String query) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(get("/api/patterns" + query, VIEWER).body());
    }

    private static List<String> ids(JsonNode page) {
        return page.get("patterns")
                .valueStream()
                .map(pattern -> pattern.get("patternId").asString())
                .toList();
    }

    @Test
    @Order(5)
    void pushesWhatThePageShows() throws Exception {
        List<String> frames = new CopyOnWriteArrayList<>();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + VIEWER)
                .buildAsync(URI.create("ws://" + http + "/ws"), new WebSocket.Listener() {
                    private final StringBuilder partial = new StringBuilder();

                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        partial.append(text);
                        if (last) {
                            frames.add(partial.toString());
                            partial.setLength(0);
                        }
                        from.request(1);
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);

        socket.sendText("{\"action\":\"subscribe\",\"topics\":[\"windows\",\"firing\",\"alerts\",\"patterns\"]}", true)
                .get(10, TimeUnit.SECONDS);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(frames)
                        .anyMatch(frame -> frame.startsWith("{\"type\":\"WINDOWS_UPDATE\"")
                                && frame.contains("\"state\":\"counting\""))
                        .anyMatch(frame -> frame.startsWith("{\"type\":\"FIRING_UPDATE\",\"data\":{\"critical\":0"))
                        .anyMatch(frame -> frame.startsWith("{\"type\":\"ALERTS_UPDATE\"")
                                && frame.contains("\"windowMs\":900000")
                                && frame.contains("\"threshold\":3.0"))
                        .anyMatch(frame ->
                                frame.startsWith("{\"type\":\"PATTERNS_UPDATE\"") && frame.contains("\"known\":")));
        socket.abort();
    }

    @Test
    @Order(6)
    void restartsAnEngineThatIsKilledAndTellsItsNewPid() {
        for (String engine : new String[] {"redis", "postgres", "kafka"}) {
            long before = pidOf(engine);

            ProcessHandle.of(before).orElseThrow().destroyForcibly();

            await().atMost(SOON).until(() -> pidOf(engine) != before);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(get("/health/ready", null).statusCode()).isEqualTo(200));
        }

        await().atMost(SOON).untilAsserted(() -> {
            for (JsonNode engine : system().get("engines")) {
                assertThat(engine.get("version").asString()).as("%s", engine).isNotBlank();
                if (!engine.get("name").asString().equals("agentbus")) {
                    assertThat(engine.get("restarts").asInt()).as("%s", engine).isOne();
                }
            }
        });
    }

    @Test
    @Order(7)
    void countsTheDeadLettersThatStandInTheLog() throws Exception {
        Configuration local = Configuration.load(
                Map.of("kafka.brokers", BusFile.read(folder).get("kafka").asString()), Map.of());
        try (KafkaLog eventLog = new KafkaLog(ExternalKafka.of(local).orElseThrow());
                LogAppender appender = eventLog.appender()) {
            TopicName topic = new TopicName("agent-actions");
            appender.append(new NewRecord(topic, null, new byte[] {'{'}, List.of(), Instant.now()))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }

        await().atMost(SOON).untilAsserted(() -> {
            JsonNode deadLetters = system().get("deadLetters");
            assertThat(deadLetters.get("total").asLong()).isOne();
            assertThat(deadLetters.get("written").asLong()).isOne();
        });
    }

    @Test
    @Order(8)
    void endsInOrderAndKeepsEverything() throws Exception {
        long kafka = pidOf("kafka");

        app.close();

        assertThat(ProcessHandle.of(kafka)).isEmpty();
        assertThat(folder.resolve("run/bus.json")).doesNotExist();
        app = newApp();
        app.start();
        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).isOne());
    }

    /// Last: the second bus of one process takes the first one's lock with it.
    @Test
    @Order(9)
    void refusesAFolderThatAnotherBusUses() {
        Configuration configuration = Configuration.load(
                Map.of(
                        "data",
                        folder.toString(),
                        "http.bind",
                        HostPort.freeLoopback().toString()),
                Map.of());
        App second = new App(BusSettings.of(configuration), _ -> {});

        assertThatThrownBy(second::start)
                .isInstanceOf(Misconfigured.class)
                .hasMessage("Cannot use data folder: another agentbus runs on it; stop that one or choose another with"
                        + " --data DIR, got: " + folder);
    }

    private JsonNode system() throws IOException, InterruptedException {
        return Json.MAPPER.readTree(get("/api/system", VIEWER).body());
    }

    private int rows() throws Exception {
        JsonNode postgres = BusFile.read(folder).get("postgres");
        try (var connection = DriverManager.getConnection(
                        postgres.get("url").asString(),
                        postgres.get("user").asString(),
                        postgres.get("password").asString());
                var result = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM agent_actions WHERE correlation_id = 'kept'")) {
            result.next();
            return result.getInt(1);
        }
    }

    private long pidOf(String name) {
        for (JsonNode process : BusFile.read(folder).get("processes")) {
            if (process.get("name").asString().equals(name)) {
                return process.get("pid").asLong();
            }
        }
        return 0;
    }

    private int publish(String topic, String event) throws IOException, InterruptedException {
        HttpRequest publish = request("/v1/events/" + topic, PUBLISHER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build();
        return client.send(publish, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private HttpResponse<String> get(String path, @Nullable String token) throws IOException, InterruptedException {
        return send("GET", path, token);
    }

    private HttpResponse<String> send(String method, String path, @Nullable String token)
            throws IOException, InterruptedException {
        HttpRequest request = request(path, token)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + http + path))
                .timeout(Duration.ofSeconds(TimeUnit.MINUTES.toSeconds(1)));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }
}
