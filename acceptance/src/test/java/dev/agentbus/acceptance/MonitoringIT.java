package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whoever watches the bus with Prometheus and Grafana looks at metrics that exist.
final class MonitoringIT {
    private static final Path PROMETHEUS = Repository.root().resolve("deploy/prometheus");
    private static final Path GRAFANA = Repository.root().resolve("deploy/grafana");
    private static final Pattern NAME = Pattern.compile("\\b(?:agentbus|jvm|process)_[a-z_]+");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static RunningBus bus;

    @BeforeAll
    static void start() {
        bus = RunningBus.start(folder.resolve("data"));
        String good =
                "{\"agent_name\":\"coder\",\"action_type\":\"tool_call\",\"action_name\":\"Read\",\"correlation_id\":\"m\"}";
        assertThat(bus.post("/v1/events/agent-actions", "application/json", good)
                        .statusCode())
                .isEqualTo(202);
        assertThat(bus.post("/v1/events/agent-actions", "application/json", "{}")
                        .statusCode())
                .isEqualTo(422);
        await().atMost(SOON)
                .until(() -> bus.get("/metrics")
                        .body()
                        .lines()
                        .anyMatch(line -> line.startsWith("agentbus_worker_stored_total{") && line.endsWith(" 1.0")));
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    @Test
    void rulesAndDashboardsAskOnlyForMetricsThatExist() throws IOException {
        Set<String> existing = existing();
        Set<String> asked = new TreeSet<>(namesIn(Files.readString(PROMETHEUS.resolve("agentbus.rules.yml"))));
        for (Path dashboard : dashboards()) {
            queriesOf(dashboard).forEach(query -> asked.addAll(namesIn(query)));
        }

        assertThat(asked).hasSizeGreaterThan(30);
        assertThat(existing).containsAll(asked);
    }

    @Test
    void theReferenceNamesEveryMetricOfOursAndNoOther() throws IOException {
        Set<String> documented = namesIn(Files.readString(Repository.root().resolve("docs/reference/metrics.md")));
        Set<String> ours = bus.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE agentbus_") && !line.endsWith("_max gauge"))
                .map(line -> line.split(" ", -1)[2])
                .collect(Collectors.toCollection(TreeSet::new));

        documented.removeIf(name -> !name.startsWith("agentbus_"));
        assertThat(documented).isEqualTo(ours);
    }

    @Test
    void promtoolAcceptsTheRulesAndTheirTests() {
        Tool.assumeInstalled("promtool");

        Tool.run(List.of(
                        "promtool",
                        "check",
                        "rules",
                        PROMETHEUS.resolve("agentbus.rules.yml").toString()))
                .orFail();
        Tool.run(List.of(
                        "promtool",
                        "test",
                        "rules",
                        PROMETHEUS.resolve("agentbus.rules.test.yml").toString()))
                .orFail();
        Tool.run(List.of(
                        "promtool",
                        "check",
                        "config",
                        PROMETHEUS.resolve("prometheus.yml").toString()))
                .orFail();
    }

    @Test
    void aRealPrometheusScrapesTheBusAndAnswersEveryQuery() throws Exception {
        Tool.assumeInstalled("prometheus");
        try (Prometheus prometheus = Prometheus.start(folder.resolve("prometheus"))) {
            await().atMost(SOON)
                    .until(() -> prometheus
                            .result("up{job=\"agentbus\"}")
                            .path(0)
                            .path("value")
                            .path(1)
                            .asString("")
                            .equals("1"));
            assertThat(prometheus.ask("/api/v1/rules").at("/data/groups")).hasSizeGreaterThan(4);
            // A rate needs two samples.
            await().atMost(SOON)
                    .until(() -> prometheus
                                    .result("rate(agentbus_publisher_accepted_total[1m])")
                                    .size()
                            > 0);
            for (Path dashboard : dashboards()) {
                for (String query : queriesOf(dashboard)) {
                    prometheus.result(query);
                }
            }
            assertThat(
                            prometheus.result(
                                    "max by (group, topic) (agentbus_group_lag_events{group=~\".*\",topic=~\"agent-actions\"})"))
                    .isNotEmpty();
        }
    }

    private static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(GRAFANA)) {
            List<Path> found = files.sorted().toList();
            assertThat(found).hasSize(3);
            return found;
        }
    }

    /// Of the panels and of the variables, as Grafana would send them.
    private static List<String> queriesOf(Path dashboard) throws IOException {
        JsonNode root = JSON.readTree(Files.readString(dashboard));
        Stream<String> panels = root.path("panels")
                .valueStream()
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asString());
        Stream<String> variables = root.at("/templating/list")
                .valueStream()
                .map(variable -> variable.at("/query/query").asString(""))
                .filter(query -> query.startsWith("label_values("))
                .map(query -> query.replaceFirst("label_values\\((.*), *\\w+\\)", "$1"));
        return Stream.concat(panels, variables)
                .map(query -> query.replace("$__rate_interval", "1m").replaceAll("\\$(instance|group|topic)", ".*"))
                .toList();
    }

    private static Set<String> namesIn(String text) {
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }

    private static Set<String> existing() {
        return bus.get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    /// A server of Prometheus that scrapes the bus every second, with our rules.
    private record Prometheus(Process process, String address) implements AutoCloseable {
        private static final int STARTING = 503;

        static Prometheus start(Path folder) throws IOException {
            Files.createDirectories(folder);
            String address = "127.0.0.1:" + RunningBus.freePort();
            String config = Files.readString(PROMETHEUS.resolve("prometheus.yml"))
                    .replace("10s", "1s")
                    .replace("127.0.0.1:8080", URI.create(bus.http()).getAuthority())
                    .replace(
                            "agentbus.rules.yml",
                            PROMETHEUS.resolve("agentbus.rules.yml").toString());
            Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
            Process process = new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + file,
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=" + address)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            return new Prometheus(process, address);
        }

        JsonNode result(String query) {
            return ask("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                    .at("/data/result");
        }

        JsonNode ask(String path) {
            try {
                HttpResponse<String> response = bus.client()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://" + address + path))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == STARTING) {
                    return JSON.createObjectNode();
                }
                assertThat(response.statusCode())
                        .as(path + " " + response.body())
                        .isEqualTo(200);
                return JSON.readTree(response.body());
            } catch (IOException _notYet) {
                return JSON.createObjectNode();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
