package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.acceptance.AlertReceiver.Trouble;
import dev.agentbus.acceptance.GeneratedDay.Expected;
import dev.agentbus.acceptance.GeneratedDay.Happening;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A day of the past, published as fast as it goes, the bus killed in the middle of an incident: every
/// rule fires and resolves when the plan says, and everybody is told once.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AlertsIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder;

    private static GeneratedDay day;
    private static final AlertReceiver PAGER =
            new AlertReceiver(new Trouble(500, Map.of()), new Trouble(429, Map.of("Retry-After", "1")));
    private static final AlertReceiver CHAT = new AlertReceiver(new Trouble(0, Map.of()));
    private static final AlertReceiver HOOK =
            new AlertReceiver(new Trouble(307, Map.of("Location", "https://169.254.169.254/latest/meta-data")));
    private static RunningBus bus;

    @BeforeAll
    static void publishTheDay() throws IOException {
        day = new GeneratedDay(Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.DAYS), 20_261_121);
        Path rules = folder.resolve("rules.yaml");
        Files.writeString(rules, rules());
        Files.writeString(folder.resolve("rules-alone.yaml"), shipped());
        bus = RunningBus.start(
                folder.resolve("data"),
                Map.of(
                        "AGENTBUS_ALERT_RULES",
                        rules.toString(),
                        "TEST_PAGER",
                        "the-routing-key",
                        "TEST_HOOK",
                        "whsec_" + Base64.getEncoder().encodeToString(KEY)));
        Instant middle = day.at("08:05:00");
        List<Happening> all = day.happenings();
        GeneratedDay.publish(
                bus, all.stream().filter(each -> each.time().isBefore(middle)).toList());
        await("the incident at 8").atMost(SOON).until(() -> active().contains("error-rate-critical"));

        // Whoever was being told just then may be told again: that window is in the docs, and not meant here.
        await("everybody to be told of it")
                .pollDelay(Duration.ofSeconds(5))
                .atMost(SOON)
                .until(() -> PAGER.taken().stream().anyMatch(AlertsIT::isOfTheIncident) && untold() == 0);
        bus.kill();
        bus.startAgain();

        GeneratedDay.publish(
                bus, all.stream().filter(each -> !each.time().isBefore(middle)).toList());
        await("the end of the last incident")
                .atMost(SOON)
                .until(() -> changes().size() >= day.plan().size());
    }

    private static boolean isOfTheIncident(AlertReceiver.Taken notice) {
        return notice.json().toString().contains("error-rate-critical");
    }

    /// Changes that a destination's group has not done with.
    private static long untold() {
        return Stream.of("pager", "chat", "hook")
                .mapToLong(destination -> bus.getJson("/api/groups/alert-delivery-" + destination)
                        .path("lagEvents")
                        .asLong(1))
                .sum();
    }

    @AfterAll
    static void stop() {
        bus.close();
        PAGER.close();
        CHAT.close();
        HOOK.close();
    }

    private static String shipped() {
        return Tool.run(List.of(RunningBus.launcher(), "alerts", "rules"))
                .orFail()
                .out();
    }

    /// The shipped rules, and three that are told.
    private static String rules() {
        return shipped().replace("lateness: 10s", "lateness: 3s") + """

                destinations:
                  pager: {kind: pagerduty, url: "%s", routing-key-env: TEST_PAGER, allow-private-addresses: true, per-minute: 600}
                  chat: {kind: slack, url: "%s", allow-private-addresses: true, per-minute: 600}
                  hook: {kind: webhook, url: "%s", secret-env: TEST_HOOK, allow-private-addresses: true, per-minute: 600}
                """.formatted(PAGER.url(), CHAT.url(), HOOK.url());
    }

    private static List<String> active() {
        List<String> active = new ArrayList<>();
        bus.getJson("/api/alerts")
                .path("active")
                .forEach(each -> active.add(each.path("rule").asString()));
        return active;
    }

    private static List<String> changes() throws SQLException {
        try (Connection connection = bus.postgres()) {
            return AlertRig.changes(connection, day);
        }
    }

    private static List<Expected> plannedNotices() {
        return day.plan().stream().filter(Expected::notice).toList();
    }

    @Test
    @Order(1)
    void firesAndResolvesWhenThePlanSaysAndAtNoOtherTime() throws SQLException {
        assertThat(day.happenings()).hasSize(GeneratedDay.EVENTS);
        assertThat(changes()).containsExactlyInAnyOrderElementsOf(day.planned());
        assertThat(active()).isEmpty();
    }

    @Test
    @Order(2)
    void tellsThePagerOnceThatItFiresAndOnceThatItIsOver() {
        int notices = plannedNotices().size();
        await().atMost(SOON).until(() -> PAGER.taken().size() >= notices);

        Map<String, List<String>> actions = new LinkedHashMap<>();
        for (AlertReceiver.Taken each : PAGER.taken()) {
            assertThat(each.json().path("routing_key").asString()).isEqualTo("the-routing-key");
            actions.computeIfAbsent(each.json().path("dedup_key").asString(), _ -> new ArrayList<>())
                    .add(each.json().path("event_action").asString());
        }
        assertThat(actions.values()).containsOnly(List.of("trigger", "resolve")).hasSize(notices / 2);
        assertThat(PAGER.requests()).isEqualTo(notices + 2);
    }

    @Test
    @Order(3)
    void tellsTheChatOnceAlthoughItHungAtFirst() {
        int notices = plannedNotices().size();
        await().atMost(SOON).until(() -> CHAT.taken().size() >= notices);

        assertThat(CHAT.taken())
                .hasSize(notices)
                .allSatisfy(
                        each -> assertThat(each.json().path("text").asString()).startsWith("["));
        assertThat(CHAT.requests()).isEqualTo(notices + 1);
    }

    @Test
    @Order(4)
    void signsWhatItSendsAndMakesADeadLetterOfWhatWasRedirectedIntoAPrivateNetwork() throws Exception {
        int notices = plannedNotices().size() - 1;
        await().atMost(SOON).until(() -> HOOK.taken().size() >= notices);

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        for (AlertReceiver.Taken each : HOOK.taken()) {
            String head =
                    each.headers().get("webhook-id") + "." + each.headers().get("webhook-timestamp") + ".";
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            assertThat(each.headers())
                    .containsEntry(
                            "webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac.doFinal(each.body())));
        }
        assertThat(HOOK.taken()).hasSize(notices);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bus.getJson("/api/dead-letters").toString())
                        .contains("alert-delivery-hook", "private network"));
    }

    @Test
    @Order(5)
    void predictsTheSameInABackTestAndSendsNothing() {
        int before = PAGER.requests() + CHAT.requests() + HOOK.requests();

        JsonNode result = RunningBus.JSON.readTree(bus.cli(
                        "alerts",
                        "test",
                        "--rules",
                        folder.resolve("rules-alone.yaml").toString(),
                        "--from",
                        day.at("00:00:00").toString(),
                        "--to",
                        day.at("23:59:59").toString(),
                        "--json")
                .orFail()
                .out());

        Collection<String> found = new ArrayList<>();
        result.path("changes")
                .forEach(each -> found.add("%s %s %s"
                        .formatted(
                                each.path("rule").asString(),
                                each.path("transition").asString(),
                                Instant.parse(each.path("timestamp").asString()))));
        assertThat(found).containsExactlyInAnyOrderElementsOf(day.planned());
        assertThat(PAGER.requests() + CHAT.requests() + HOOK.requests()).isEqualTo(before);
    }

    @Test
    @Order(6)
    void keepsQuietWhenToldTo() {
        String id = RunningBus.JSON
                .readTree(bus.cli("alerts", "silence", "--rule", "same-failure", "--for", "1h", "--json")
                        .orFail()
                        .out())
                .path("id")
                .asString();

        assertThat(bus.cli("alerts", "list").orFail().out())
                .contains("silenced until", "same-failure", "Nothing fires");
        bus.cli("alerts", "silence", "--end", id).orFail();
        assertThat(bus.getJson("/api/alerts/silences").path("silences")).isEmpty();
        assertThat(bus.getJson("/api/intelligence/alerts/active").path("alerts"))
                .isEmpty();
    }
}
