package dev.agentbus.process.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.EventId;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.idempotency.MeasuredStore.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/// A handler between an event and its effect, and a store that may be away.
class ClaimsTest {
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final EventId EVENT = new EventId("e-1");

    private final MutableClock clock = MutableClock.of(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private final MemoryIdempotencyStore store = new MemoryIdempotencyStore(clock);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MeasuredStore measured = new MeasuredStore(store, meters);
    private final Claims open = claims(OnOutage.FAIL_OPEN);
    private final Claims closed = claims(OnOutage.FAIL_CLOSED);

    private Claims claims(OnOutage onOutage) {
        return new Claims(measured, new ClaimPolicy("pager", Expiries.DEFAULT, onOutage));
    }

    private static List<ClaimRequest> event(Claims claims, String payload) {
        return List.of(claims.request(TOPIC, EVENT, payload.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static Ticket granted(List<ClaimOutcome> outcomes) {
        assertThat(outcomes.getFirst()).isInstanceOf(ClaimOutcome.Claimed.class);
        return ((ClaimOutcome.Claimed) outcomes.getFirst()).ticket();
    }

    private long count(Outcome outcome) {
        return measured.statistics().getOrDefault(outcome, -1L);
    }

    @Test
    void letsAHandlerActOncePerEvent() {
        Ticket ticket = granted(closed.claim(event(closed, "x")));

        assertThat(closed.complete(List.of(ticket))).isEmpty();

        assertThat(closed.claim(event(closed, "x"))).containsExactly(new ClaimOutcome.Done(ticket.key()));
    }

    @Test
    void waitsForTheStoreWhenItFailsClosed() {
        Ticket ticket = granted(closed.claim(event(closed, "x")));
        store.disconnect();

        assertThatThrownBy(() -> closed.claim(event(closed, "x"))).isInstanceOf(TransientFailure.class);
        assertThatThrownBy(() -> closed.complete(List.of(ticket))).isInstanceOf(TransientFailure.class);
        store.reconnect();

        assertThat(closed.complete(List.of(ticket))).isEmpty();
        assertThat(count(Outcome.UNAVAILABLE)).isEqualTo(2);
    }

    @Test
    void goesOnUnguardedWhenItFailsOpen() {
        Ticket ticket = granted(open.claim(event(open, "x")));
        store.disconnect();

        assertThat(open.claim(event(open, "x"))).containsExactly(new ClaimOutcome.Unguarded(ticket.key()));
        assertThat(open.complete(List.of(ticket))).isEmpty();

        assertThat(count(Outcome.UNAVAILABLE)).isEqualTo(2);
    }

    @Test
    void losesNothingWhenAClaimCannotBeGivenBack() {
        Ticket ticket = granted(closed.claim(event(closed, "x")));
        store.disconnect();

        closed.release(List.of(ticket));

        store.reconnect();
        clock.add(Expiries.DEFAULT.inProgress());
        granted(closed.claim(event(closed, "x")));
        assertThat(count(Outcome.EXPIRED)).isEqualTo(1);
    }

    @Test
    void namesTheEventWhoseIdCameWithAnotherContent() {
        closed.claim(event(closed, "x"));

        ClaimOutcome outcome = closed.claim(event(closed, "y")).getFirst();

        assertThat(outcome).isInstanceOf(ClaimOutcome.Mismatched.class);
        assertThat(((ClaimOutcome.Mismatched) outcome).failure())
                .isInstanceOf(PermanentFailure.class)
                .hasMessage("Cannot act on event: its id was used before with another content,"
                        + " got: pager/agent-actions/e-1");
    }

    /// A redriven event has another offset, and is the same event.
    @Test
    void knowsAnEventByItsIdWhereverItStands() {
        closed.complete(List.of(granted(closed.claim(event(closed, "x")))));

        List<ClaimOutcome> redriven = closed.claim(event(closed, "x"));

        assertThat(redriven.getFirst()).isInstanceOf(ClaimOutcome.Done.class);
    }

    @Test
    void countsWhatComesOfEveryClaim() {
        Ticket first = granted(closed.claim(event(closed, "x")));
        closed.claim(event(closed, "x"));
        closed.claim(event(closed, "y"));
        clock.add(Expiries.DEFAULT.inProgress());
        closed.complete(List.of(first));
        Ticket second = granted(closed.claim(event(closed, "x")));
        closed.release(List.of(second));
        closed.complete(List.of(granted(closed.claim(event(closed, "x")))));
        closed.claim(event(closed, "x"));

        assertThat(measured.statistics().entrySet().stream().map(Object::toString))
                .containsExactly(
                        "CLAIMED=3",
                        "DUPLICATE=1",
                        "IN_PROGRESS=1",
                        "MISMATCHED=1",
                        "EXPIRED=2",
                        "COMPLETED=1",
                        "LATE=1",
                        "RELEASED=1",
                        "UNAVAILABLE=0");
        measured.statistics()
                .forEach((outcome, count) -> assertThat(meters.get("agentbus_idempotency_claims")
                                .tag("store", "memory")
                                .tag("outcome", outcome.name().toLowerCase(java.util.Locale.ROOT))
                                .counter()
                                .count())
                        .isEqualTo((double) count));
    }

    @Test
    void forgetsInMemoryToo() {
        MemoryIdempotencyStore small = new MemoryIdempotencyStore(clock);
        for (int i = 0; i < 5_000; i++) {
            small.claim(
                    List.of(new ClaimRequest(new ClaimKey("pager", TOPIC, new EventId("e" + i)), PayloadHash.of(null))),
                    Expiries.DEFAULT);
            clock.add(Duration.ofMinutes(10));
        }

        assertThat(small.size()).isLessThan(1_200);
    }

    @Test
    void refusesSettingsThatCannotWork() {
        assertThatThrownBy(() -> new Expiries(Duration.ZERO, Duration.ofHours(1)))
                .isInstanceOf(Misconfigured.class)
                .hasMessage("idempotency.in-progress must be at least 1 ms, got: PT0S");
        assertThatThrownBy(() -> new Expiries(Duration.ofHours(2), Duration.ofHours(1)))
                .hasMessage("idempotency.done must be at least idempotency.in-progress (PT2H), got: PT1H");
        assertThatThrownBy(() -> new ClaimPolicy(" ", Expiries.DEFAULT, OnOutage.FAIL_OPEN))
                .hasMessage("idempotency.consumer must not be blank, got: ' '");
        assertThatThrownBy(() -> new PayloadHash("x"))
                .hasMessage("Cannot use payload hash: it must be 32 hexadecimal digits, got: x");
    }

    @Test
    void tellsContentsApart() {
        assertThat(PayloadHash.of(new byte[] {1})).isNotEqualTo(PayloadHash.of(new byte[] {2}));
        assertThat(PayloadHash.of(null)).isEqualTo(PayloadHash.of(new byte[0]));
        assertThat(new MeasuredStore(new MemoryIdempotencyStore(Clock.systemUTC()), new SimpleMeterRegistry())
                        .statistics())
                .hasSize(Outcome.values().length)
                .allSatisfy((_, count) -> assertThat(count).isZero());
    }
}
