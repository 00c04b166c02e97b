package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A contract says a wrong type, so every order becomes a dead letter; it is corrected, and one command
/// brings them all into the table, once.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FixAndRedriveIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ORDERS = 20;

    @TempDir
    private static Path folder;

    private static Path contract;
    private static RunningBus bus;
    private static String cause = "";

    @BeforeAll
    static void startWithAWrongContract() throws IOException {
        Path data = folder.resolve("data");
        contract = Files.createDirectories(data.resolve("contracts")).resolve("shop.yaml");
        write("integer");
        bus = RunningBus.start(data);
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    private static void write(String type) throws IOException {
        Files.writeString(contract, """
                asyncapi: 3.0.0
                info: {title: Shop, version: 1.0.0}
                channels:
                  shop-orders:
                    messages:
                      order:
                        payload:
                          type: object
                          required: [correlation_id]
                          properties:
                            correlation_id: {type: string}
                            total: {type: %s}
                """.formatted(type));
    }

    private static void produce(String key, String value) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bus.kafka());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            "shop-orders",
                            key.getBytes(StandardCharsets.UTF_8),
                            value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        } catch (Exception e) {
            throw new AssertionError("cannot produce " + value, e);
        }
    }

    private static String rows() {
        try (var connection = bus.postgres();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) || ' orders, ' || coalesce(sum(total), 0) || ' in all' from shop_orders")) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String... command) {
        return RunningBus.JSON.readTree(bus.cli(command).orFail().out());
    }

    private static long total(String query) {
        return bus.getJson("/api/dead-letters" + query).path("total").asLong();
    }

    @Test
    @Order(1)
    void showsOneCauseForAllThatTheWrongTypeRefused() {
        for (int i = 0; i < ORDERS; i++) {
            produce("order-" + i, "{\"correlation_id\":\"order-%d\",\"total\":%d.5}".formatted(i, i));
        }

        await().atMost(SOON).until(() -> total("?topic=shop-orders&status=pending") == ORDERS);

        JsonNode causes = json("dead-letters", "list", "--by-cause", "--topic", "shop-orders", "--json")
                .path("causes");
        assertThat(causes).hasSize(1);
        cause = causes.path(0).path("cause").asString();
        assertThat(causes.path(0).path("rule").asString()).isEqualTo("type");
        assertThat(causes.path(0).path("field").asString()).isEqualTo("total");
        assertThat(bus.cli("dead-letters").orFail().out()).contains(cause, "shop-orders", "db-writer-group");
        assertThat(rows()).isEqualTo("0 orders, 0 in all");
    }

    @Test
    @Order(2)
    void saysInADryRunThatNothingIsMendedYet() {
        Tool dry = bus.cli("dead-letters", "redrive", "--cause", cause, "--dry-run");

        assertThat(dry.out())
                .contains("would fail again: Cannot decode event: total must be a whole number, got: 3.5")
                .contains("would redrive 20 of 20 dead letters");
    }

    @Test
    @Order(3)
    void bringsAllIntoTheTableOnceAfterTheContractIsCorrected() throws IOException {
        assertThat(bus.stop()).isZero();
        write("number");
        bus.startAgain();
        assertThat(bus.cli("dead-letters", "redrive", "--cause", cause, "--dry-run")
                        .orFail()
                        .out())
                .doesNotContain("would fail again");

        Tool redrive = bus.cli("dead-letters", "redrive", "--cause", cause);

        assertThat(redrive.orFail().out()).isEqualTo("redrove 20 of 20 dead letters\n");
        await().atMost(SOON).until(() -> rows().equals("20 orders, 200 in all"));
        assertThat(total("?topic=shop-orders&status=redriven")).isEqualTo(ORDERS);
    }

    @Test
    @Order(4)
    void changesNothingWhenTheSameCommandIsGivenAgain() {
        String id = bus.getJson("/api/dead-letters?topic=shop-orders")
                .path("letters")
                .path(0)
                .path("id")
                .asString();

        assertThat(bus.cli("dead-letters", "redrive", "--cause", cause).orFail().out())
                .isEqualTo("redrove 0 of 0 dead letters\n");
        assertThat(bus.cli("dead-letters", "redrive", id).orFail().out())
                .contains("skipped  already redriven", "redrove 0 of 1 dead letters, skipped 1");

        produce("order-last", "{\"correlation_id\":\"order-last\",\"total\":100}");
        await().atMost(SOON).until(() -> rows().equals("21 orders, 300 in all"));
        assertThat(total("?topic=shop-orders")).isEqualTo(ORDERS);
    }

    @Test
    @Order(5)
    void mendsALetterByHand() throws IOException {
        produce("order-x", "{\"correlation_id\":\"order-x\",\"total\":1\u001b[31m000");
        await().atMost(SOON).until(() -> total("?trace=order-x") == 1);
        String id = json("dead-letters", "list", "--trace", "order-x", "--json")
                .path("letters")
                .path(0)
                .path("id")
                .asString();
        Path wrong =
                Files.writeString(folder.resolve("wrong.json"), "{\"correlation_id\":\"order-x\",\"total\":\"x\"}");
        Path right = Files.writeString(folder.resolve("right.json"), "{\"correlation_id\":\"order-x\",\"total\":1000}");

        Tool show = bus.cli("dead-letters", "show", id);
        Tool refused = bus.cli("dead-letters", "edit", id, "--value", wrong.toString());
        Tool edited = bus.cli("dead-letters", "edit", id, "--value", right.toString());

        assertThat(show.orFail().out())
                .contains("syntax", "shop-orders-", "db-writer-group")
                .doesNotContain("\u001b");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("agentbus: Cannot accept event: total must be number, got: x");
        edited.orFail();
        bus.cli("dead-letters", "redrive", id).orFail();
        await().atMost(SOON).until(() -> rows().equals("22 orders, 1300 in all"));
        assertThat(bus.cli("dead-letters", "show", id).orFail().out()).contains("redriven", "edited value");
    }

    @Test
    @Order(6)
    void discardsWhatNobodyNeedsAndCountsEverything() {
        produce("order-y", "noise");
        await().atMost(SOON).until(() -> total("?trace=order-y") == 1);

        Tool discard = bus.cli("dead-letters", "discard", "--trace", "order-y", "--reason", "a test's noise");

        assertThat(discard.orFail().out()).isEqualTo("discarded 1 of 1 dead letters\n");
        assertThat(bus.cli("dead-letters", "redrive", "--trace", "order-y")
                        .orFail()
                        .out())
                .isEqualTo("redrove 0 of 0 dead letters\n");
        await().atMost(SOON)
                .until(() -> bus.get("/metrics").body().contains("agentbus_dead_letters{status=\"discarded\"} 1.0"));
        assertThat(bus.get("/metrics").body()).contains("agentbus_dead_letters{status=\"redriven\"} 21.0");
    }

    /// A misspelt word must not turn a rehearsal into the real thing.
    @Test
    @Order(7)
    void changesNothingForARequestThatItDoesNotUnderstand() {
        String before = bus.get("/api/dead-letters/causes").body();

        for (String body : new String[] {
            "{\"all\":true,\"dry_run\":true}",
            "{\"filter\":{\"topics\":\"shop-orders\"}}",
            "{\"filter\":{}}",
            "{\"ids\":[\"1-1-1-1-1\"]}",
            "{\"all\":true,\"ids\":[]}",
            "{\"all\":\"yes\"}",
            "{\"all\":true,\"rate\":0}",
            "{\"all\":true,\"cap\":1e9}",
            "[]",
            "nothing"
        }) {
            assertThat(bus.post("/api/dead-letters/redrive", "application/json", body)
                            .statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(bus.post("/api/dead-letters/discard", "application/json", "{\"all\":true}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(bus.get("/api/dead-letters?status=lost").statusCode()).isEqualTo(400);
        assertThat(bus.get("/api/dead-letters/no-id").statusCode()).isEqualTo(400);
        assertThat(bus.get("/api/dead-letters/018f0000-0000-7000-8000-000000000001")
                        .statusCode())
                .isEqualTo(404);
        assertThat(bus.get("/api/dead-letters/causes").body()).isEqualTo(before);
    }
}
