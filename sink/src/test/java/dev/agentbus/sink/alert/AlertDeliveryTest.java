package dev.agentbus.sink.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.EffectInDoubt;
import dev.agentbus.process.EventHandler;
import dev.agentbus.process.Handling;
import dev.agentbus.process.Hold;
import dev.agentbus.process.RetryLater;
import dev.agentbus.process.alert.AlertBoard;
import dev.agentbus.process.alert.AlertTopics;
import dev.agentbus.process.alert.Destination;
import dev.agentbus.process.alert.Destination.InDoubt;
import dev.agentbus.process.alert.Secret;
import dev.agentbus.process.alert.Silence;
import dev.agentbus.process.idempotency.MemoryIdempotencyStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;
import tools.jackson.databind.JsonNode;

/// One destination of each kind, told by real requests to a receiver on this machine.
class AlertDeliveryTest {
    private static final Contract ALERTS =
            Contracts.builtIn().find(AlertTopics.ALERTS).orElseThrow();
    private static final Handling FIRST = new Handling(1, false, true);
    private static final Secret KEY = new Secret.Variable("KEY", Map.of("KEY", "R0UTING"));
    private static final byte[] WEBHOOK_KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final Secret WEBHOOK_SECRET = new Secret.Variable(
            "HOOK", Map.of("HOOK", "whsec_" + Base64.getEncoder().encodeToString(WEBHOOK_KEY)));
    private static final Destination.Common LOCAL = new Destination.Common("here", true, 1_000);

    private final Receiver receiver = new Receiver();
    private final MemoryLog log = new MemoryLog();
    private final AlertBoard board = new AlertBoard(log, Contracts.builtIn());
    private final MutableClock clock = MutableClock.of(Instant.parse("2026-11-20T12:05:02Z"), ZoneOffset.UTC);
    private final MemoryIdempotencyStore store = new MemoryIdempotencyStore(clock);
    private Duration limit = Duration.ofSeconds(10);

    @BeforeEach
    void start() {
        log.topics().createMissing(Contracts.builtIn().all());
        board.start();
        await().ignoreExceptions()
                .until(() -> board.silenced("none", Map.of(), Instant.EPOCH).isEmpty());
    }

    @AfterEach
    void stop() {
        board.close();
        receiver.close();
    }

    private static DecodedEvent event(String id, String notice, String more) {
        String json = """
                {"event_id":"%s","correlation_id":"n-1","incident_id":"i-1","rule":"same-failure","severity":"critical",\
                "transition":"%s","notice":"%s","alert_key":{"agent_name":"<coder>"},"message":"coder failed 4 times",\
                "notice_since":"2026-11-20T12:00:00Z","evidence":[{"topic":"agent-actions","partition":3,"offset":7}],\
                "timestamp":"2026-11-20T12:05:00Z"%s}""".formatted(id, notice.equals("open") ? "fired" : "resolved", notice, more);
        return new EventDecoder(ALERTS)
                .decode(
                        json.getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        new SourcePosition(AlertTopics.ALERTS, 0, 1),
                        Instant.parse("2026-11-20T12:05:01Z"));
    }

    private AlertDelivery delivery(Destination destination) {
        return new AlertDelivery(ALERTS, destination, board, Clock.systemUTC(), limit);
    }

    private AlertDelivery pagerDuty() {
        return delivery(new Destination.PagerDuty(LOCAL, receiver.url("/v2/enqueue"), KEY));
    }

    private AlertDelivery slack(InDoubt inDoubt) {
        return delivery(
                new Destination.Slack(LOCAL, Optional.of(receiver.url("/services/T/B/x")), Optional.empty(), inDoubt));
    }

    private AlertDelivery webhook(Destination.Common common) {
        return delivery(new Destination.Webhook(common, receiver.url("/hook"), WEBHOOK_SECRET));
    }

    private JsonNode body(int request) {
        return Notice.JSON.readTree(receiver.requests().get(request).body());
    }

    @Test
    void triggersAndResolvesAtPagerDutyUnderOneDedupKey() {
        AlertDelivery pager = pagerDuty();

        pager.handle(event("e-1", "open", ""), FIRST);
        pager.handle(event("e-2", "close", ""), FIRST);

        assertThat(receiver.requests()).extracting(Receiver.Request::path).containsOnly("/v2/enqueue");
        JsonNode trigger = body(0);
        assertThat(trigger.path("routing_key").asString()).isEqualTo("R0UTING");
        assertThat(trigger.path("event_action").asString()).isEqualTo("trigger");
        assertThat(trigger.path("dedup_key").asString()).isEqualTo("n-1");
        assertThat(trigger.path("payload").path("summary").asString()).isEqualTo("coder failed 4 times");
        assertThat(trigger.path("payload").path("source").asString()).isEqualTo("agent_name=<coder>");
        assertThat(trigger.path("payload").path("severity").asString()).isEqualTo("critical");
        assertThat(trigger.path("payload").path("timestamp").asString()).isEqualTo("2026-11-20T12:05:00Z");
        JsonNode resolve = body(1);
        assertThat(resolve.path("event_action").asString()).isEqualTo("resolve");
        assertThat(resolve.path("dedup_key").asString()).isEqualTo("n-1");
        assertThat(resolve.has("payload")).isFalse();
    }

    @Test
    void writesToSlackWithoutMarksThatSlackWouldFollow() {
        slack(InDoubt.REPEAT).handle(event("e-1", "open", ""), FIRST);

        assertThat(body(0).path("text").asString()).isEqualTo("[CRITICAL] same-failure: coder failed 4 times");
        assertThat(body(0).path("blocks").get(1).path("type").asString()).isEqualTo("section");
        assertThat(body(0).path("blocks").toString()).contains("&lt;coder&gt;").doesNotContain("<coder>");
    }

    @Test
    void signsWebhooksAsTheStandardSays() throws Exception {
        webhook(LOCAL).handle(event("e-1", "open", ""), FIRST);

        Receiver.Request request = receiver.requests().getFirst();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(WEBHOOK_KEY, "HmacSHA256"));
        mac.update(
                (request.headers().get("webhook-id") + "." + request.headers().get("webhook-timestamp") + ".")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(request.headers())
                .containsEntry("webhook-id", "e-1")
                .containsEntry(
                        "webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac.doFinal(request.body())))
                .containsEntry("content-type", "application/json");
        assertThat(body(0).path("type").asString()).isEqualTo("alert.fired");
        assertThat(body(0).path("data").path("id").asString()).isEqualTo("n-1");
    }

    @Test
    void comesAgainWhenTheReceiverSays() {
        receiver.answers(new Receiver.Answer(429, Map.of("Retry-After", "7")));

        assertThatThrownBy(() -> pagerDuty().handle(event("e-1", "open", ""), FIRST))
                .isInstanceOfSatisfying(
                        RetryLater.class, later -> assertThat(later.delay()).isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void tellsTroubleOfTheReceiverFromARefusal() {
        receiver.answers(Receiver.Answer.of(500), Receiver.Answer.of(400));

        assertThatThrownBy(() -> pagerDuty().handle(event("e-1", "open", ""), FIRST))
                .isInstanceOf(TransientFailure.class)
                .hasMessageContaining("HTTP 500");
        assertThatThrownBy(() -> pagerDuty().handle(event("e-1", "open", ""), FIRST))
                .isInstanceOf(PermanentFailure.class)
                .hasMessageContaining("HTTP 400");
    }

    @Test
    void givesUpOnAReceiverThatHangs() {
        limit = Duration.ofMillis(300);
        receiver.answers(Receiver.Answer.SILENCE);

        assertThatThrownBy(() -> pagerDuty().handle(event("e-1", "open", ""), FIRST))
                .isInstanceOf(TransientFailure.class)
                .hasMessageStartingWith("Cannot send: ");
    }

    @Test
    void followsARedirectOnlyWhereItMayGo() {
        receiver.answers(new Receiver.Answer(307, Map.of("Location", "/elsewhere")), Receiver.Answer.of(200));
        webhook(LOCAL).handle(event("e-1", "open", ""), FIRST);
        assertThat(receiver.requests()).extracting(Receiver.Request::path).containsExactly("/hook", "/elsewhere");

        receiver.answers(Receiver.Answer.of(302));
        assertThatThrownBy(() -> webhook(LOCAL).handle(event("e-1", "open", ""), FIRST))
                .isInstanceOf(PermanentFailure.class);
    }

    @Test
    void callsNobodyInAPrivateNetworkUnlessToldTo() {
        Destination.Common strict = new Destination.Common("strict", false, 1_000);

        assertThatThrownBy(() -> webhook(strict).handle(event("e-1", "open", ""), FIRST))
                .isInstanceOf(PermanentFailure.class);
        assertThat(receiver.requests()).isEmpty();
        for (String url : List.of(
                "https://127.0.0.1/x",
                "https://169.254.169.254/latest",
                "https://[::1]/x",
                "https://[::ffff:127.0.0.1]/x",
                "https://10.1.2.3/x",
                "https://100.64.0.1/x",
                "https://[fd00::1]/x",
                "https://[64:ff9b::7f00:1]/x",
                "https://0.0.0.0/x",
                "https://localhost/x")) {
            Destination destination = new Destination.Webhook(strict, URI.create(url), WEBHOOK_SECRET);
            assertThatThrownBy(() -> AlertDelivery.check(destination))
                    .as(url)
                    .isInstanceOf(Misconfigured.class)
                    .hasMessageContaining("private network");
        }
    }

    @Test
    void followsNoRedirectIntoAPrivateNetworkWhereverTheReceiverItselfLies() {
        Receiver other = new Receiver();
        for (String target : List.of(other.url("/x").toString(), "https://169.254.169.254/latest/meta-data")) {
            receiver.answers(new Receiver.Answer(307, Map.of("Location", target)));

            assertThatThrownBy(() -> webhook(LOCAL).handle(event("e-1", "open", ""), FIRST))
                    .as(target)
                    .isInstanceOf(PermanentFailure.class);
        }
        assertThat(other.requests()).isEmpty();
        other.close();
    }

    @Test
    void sendsNothingDuringAReplayNorForAlertsThatShareANotice() {
        AlertDelivery pager = pagerDuty();

        pager.handle(event("e-1", "open", ""), new Handling(1, true, false));
        pager.handle(event("e-2", "none", ""), FIRST);
        pager.handle(event("e-3", "open", ",\"destinations\":[\"others\"]"), FIRST);

        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void keepsQuietAboutWhatFiredInASilence() {
        AlertDelivery pager = pagerDuty();
        Instant noon = Instant.parse("2026-11-20T12:00:00Z");
        board.put(new Silence(
                "s-1",
                Optional.of("same-failure"),
                Map.of("agent_name", "<coder>"),
                noon.minusSeconds(60),
                noon.plusSeconds(60),
                "known"));

        pager.handle(event("e-1", "open", ""), FIRST);

        assertThat(receiver.requests()).isEmpty();
        assertThat(pager.silenced()).isEqualTo(1);
    }

    @Test
    void sendsANoticeOnceHoweverOftenItComes() throws Exception {
        EventHandler once = pagerDuty().once(store);

        once.handle(event("e-1", "open", ""), FIRST);
        once.handle(event("e-1", "open", ""), FIRST);

        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void marksInAChatWhatMayHaveArrivedBefore() throws Exception {
        AlertDelivery chat = slack(InDoubt.REPEAT);
        EventHandler once = chat.once(store);
        receiver.answers(Receiver.Answer.DROPPED);

        assertThatThrownBy(() -> once.handle(event("e-1", "open", ""), FIRST)).isInstanceOf(EffectInDoubt.class);
        assertThatThrownBy(() -> once.handle(event("e-1", "open", ""), FIRST)).isInstanceOf(RetryLater.class);
        clock.add(Duration.ofSeconds(31));
        once.handle(event("e-1", "open", ""), FIRST);

        assertThat(receiver.requests()).hasSize(2);
        assertThat(body(0).toString()).doesNotContain("may be a repeat");
        assertThat(body(1).path("text").asString())
                .isEqualTo("[CRITICAL] same-failure: coder failed 4 times"
                        + " (may be a repeat: nobody knows whether it arrived before)");
    }

    @Test
    void keepsFromAChatWhatMayHaveArrivedBeforeIfToldTo() throws Exception {
        AlertDelivery chat = slack(InDoubt.SKIP);
        EventHandler once = chat.once(store);
        receiver.answers(Receiver.Answer.DROPPED);

        assertThatThrownBy(() -> once.handle(event("e-1", "open", ""), FIRST)).isInstanceOf(EffectInDoubt.class);
        clock.add(Duration.ofSeconds(31));
        once.handle(event("e-1", "open", ""), FIRST);
        once.handle(event("e-2", "close", ""), FIRST);

        assertThat(receiver.requests()).hasSize(2);
        assertThat(body(1).path("text").asString()).startsWith("[RESOLVED]");
        assertThat(chat.skipped()).isEqualTo(1);
    }

    @Test
    void marksNothingThatNobodyTookBefore() throws Exception {
        EventHandler once = slack(InDoubt.SKIP).once(store);
        receiver.answers(Receiver.Answer.of(500), Receiver.Answer.of(429));

        assertThatThrownBy(() -> once.handle(event("e-1", "open", ""), FIRST)).isInstanceOf(TransientFailure.class);
        assertThatThrownBy(() -> once.handle(event("e-1", "open", ""), FIRST)).isInstanceOf(TransientFailure.class);
        once.handle(event("e-1", "open", ""), FIRST);

        assertThat(receiver.requests()).hasSize(3);
        assertThat(body(2).toString()).doesNotContain("may be a repeat");
    }

    @Test
    void repeatsAtOnceWhatItsReceiverKnowsByName() throws Exception {
        EventHandler once = pagerDuty().once(store);
        receiver.answers(Receiver.Answer.DROPPED);

        assertThatThrownBy(() -> once.handle(event("e-1", "open", ""), FIRST)).isInstanceOf(TransientFailure.class);
        once.handle(event("e-1", "open", ""), FIRST);

        assertThat(body(0)).isEqualTo(body(1));
    }

    @Test
    void sendsNothingOnceAnotherMaySendTheSame() {
        Handling late = FIRST.under(new Hold(0, System.nanoTime()));

        assertThatThrownBy(() -> pagerDuty().handle(event("e-1", "open", ""), late))
                .isInstanceOf(TransientFailure.class)
                .hasMessageStartingWith("Cannot send: the time for it is over");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void keepsToItsPace() {
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        Pace pace = new Pace(2, clock);

        assertThat(pace.take()).isZero();
        assertThat(pace.take()).isZero();
        assertThat(pace.take()).isEqualTo(Duration.ofSeconds(30));
    }
}
