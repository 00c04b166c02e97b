package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Table;
import dev.agentbus.ingest.demo.Fleet;
import dev.agentbus.ingest.demo.FleetEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `up --demo`: a fleet that works on the bus from its first second on, and what is left of it in tables
/// and on the live view.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DemoFleetIT {
    private static final int SEED = 7;
    private static final int AGENTS = 12;
    private static final int EVENTS = 3_000;
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static RunningBus bus;

    @BeforeAll
    static void start() {
        bus = RunningBus.start(
                folder.resolve("data"), "--demo", "--seed", "" + SEED, "--events", "" + EVENTS, "--speed", "60");
    }

    @AfterAll
    static void stop() {
        if (bus != null) {
            bus.close();
        }
    }

    @Test
    @Order(1)
    void saysWhatItPublishedThroughWhichDoor() throws IOException {
        await().atMost(SOON).until(() -> output().contains("events published by"));

        assertThat(output())
                .contains("demo fleet of 12 agents, seed 7", "3,000 events published by 12 agents in ")
                .containsPattern("sdk [1-9][0-9,]*, http [1-9][0-9,]*, skill [1-9][0-9,]*; seed 7")
                .doesNotContain("refused", "without an answer");
    }

    @Test
    @Order(2)
    void leavesEachEventInItsTableExactlyOnce() {
        Map<String, List<String>> expected = expected();

        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> assertThat(stored()).isEqualTo(expected));
    }

    @Test
    @Order(3)
    void showsTheOneThatLoopsAsStuckAndTheOneThatDiedAsLost() {
        Fleet fleet = Fleet.of(SEED, AGENTS);
        await().atMost(SOON).until(() -> states().size() == AGENTS);

        Map<String, String> states = states();

        assertThat(states.keySet()).containsExactlyInAnyOrderElementsOf(fleet.agents());
        assertThat(states).containsEntry(fleet.looping().getFirst(), "stuck");
        assertThat(states).containsEntry(fleet.dying().getFirst(), "lost");
        assertThat(states.values()).contains("running");
    }

    @Test
    @Order(4)
    void addsNothingWhenTheSameSeedIsSentAgain() throws SQLException {
        JsonNode before = counters();

        Tool again = bus.cli("demo", "--seed", "" + SEED, "--events", "500", "--rate", "2000", "--json")
                .orFail();

        JsonNode report = RunningBus.JSON.readTree(again.out());
        assertThat(report.get("acknowledged").asInt()).isEqualTo(500);
        await().atMost(SOON)
                .until(() -> counters().get("duplicates").asLong()
                        >= before.get("duplicates").asLong() + 500);
        // Alerts may come meanwhile.
        assertThat(counters().get("eventsProcessed").asLong())
                .isLessThan(before.get("eventsProcessed").asLong() + 100);
        await().atMost(SOON).until(() -> lag() == 0);
        assertThat(stored()).isEqualTo(expected());
    }

    @Test
    @Order(5)
    void sendsByHttpAloneToABusElsewhere() {
        Tool answer = bus.cli(
                        "demo", "--url", bus.http(), "--agents", "200", "--events", "1000", "--rate", "2000", "--json")
                .orFail();

        JsonNode report = RunningBus.JSON.readTree(answer.out());
        assertThat(report.get("agents").asInt()).isEqualTo(200);
        assertThat(report.get("doors").get("http").asInt()).isEqualTo(1_000);
        assertThat(report.get("sent")).isEqualTo(report.get("acknowledged"));
    }

    @Test
    @Order(6)
    void refusesTheFleetsOptionsWithoutAFleet() {
        Tool answer = Tool.run(List.of(RunningBus.launcher(), "up", "--seed", "1"));

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).contains("need --demo");
    }

    private static String output() throws IOException {
        return Files.readString(bus.outputFile());
    }

    /// The ids that the fleet gives its events, by table.
    private static Map<String, List<String>> expected() {
        Fleet fleet = Fleet.of(SEED, AGENTS);
        return Stream.generate(fleet::next)
                .limit(EVENTS)
                .collect(Collectors.groupingBy(
                        DemoFleetIT::table,
                        Collectors.mapping(event -> event.id().value(), sorted())));
    }

    private static String table(FleetEvent event) {
        return Contracts.builtIn()
                .find(event.topic())
                .flatMap(Contract::table)
                .map(Table::name)
                .orElseThrow();
    }

    /// Without what the bus itself says about the fleet: alerts, and patterns that it has learnt.
    private static Map<String, List<String>> stored() throws SQLException {
        Map<String, List<String>> said = expected();
        Map<String, List<String>> stored = new HashMap<>();
        try (var connection = bus.postgres();
                var statement = connection.createStatement()) {
            for (Contract contract : Contracts.builtIn().all()) {
                Optional<Table> table = contract.table();
                if (table.isPresent() && contract.domain().equals("agents")) {
                    List<String> ids = new ArrayList<>();
                    try (ResultSet rows = statement.executeQuery(
                            "SELECT id::text FROM " + table.get().name() + " ORDER BY 1")) {
                        while (rows.next()) {
                            ids.add(rows.getString(1));
                        }
                    }
                    if (!said.containsKey(table.get().name())
                            || table.get().name().endsWith("_patterns")) {
                        ids.retainAll(said.getOrDefault(table.get().name(), List.of()));
                    }
                    if (!ids.isEmpty()) {
                        stored.put(table.get().name(), ids);
                    }
                }
            }
        }
        return stored;
    }

    private static Collector<String, ?, List<String>> sorted() {
        return Collectors.collectingAndThen(
                Collectors.toList(), ids -> ids.stream().sorted().toList());
    }

    private static Map<String, String> states() {
        Map<String, String> states = new HashMap<>();
        bus.getJson("/api/intelligence/agents/summary")
                .forEach(agent -> states.put(
                        agent.get("agent").asString(), agent.get("state").asString()));
        return states;
    }

    private static JsonNode counters() {
        return bus.getJson("/api/intelligence/health");
    }

    /// Events that the writer has not stored yet, by its own gauge.
    private static long lag() {
        return bus.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("agentbus_worker_lag_events{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
