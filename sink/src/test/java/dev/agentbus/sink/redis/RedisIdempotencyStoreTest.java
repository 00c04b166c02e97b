package dev.agentbus.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.HostPort;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.idempotency.ClaimKey;
import dev.agentbus.process.idempotency.ClaimOutcome;
import dev.agentbus.process.idempotency.ClaimOutcome.Claimed;
import dev.agentbus.process.idempotency.ClaimOutcome.Done;
import dev.agentbus.process.idempotency.ClaimPolicy;
import dev.agentbus.process.idempotency.ClaimRequest;
import dev.agentbus.process.idempotency.Claims;
import dev.agentbus.process.idempotency.Expiries;
import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.process.idempotency.OnOutage;
import dev.agentbus.process.idempotency.PayloadHash;
import dev.agentbus.process.idempotency.Ticket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.RedisClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisIdempotencyStoreTest extends IdempotencyStoreContract {
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final TemporaryEngines engines = new TemporaryEngines();

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private RedisIdempotencyStore store;

    @BeforeAll
    void startsRedis() {
        store = new RedisIdempotencyStore(settings());
    }

    @AfterAll
    void stopsRedis() {
        store.close();
        engines.close();
    }

    private RedisSettings settings() {
        HostPort address = engines.redis().address();
        return RedisSettings.of(address.host(), address.port());
    }

    @Override
    protected IdempotencyStore store() {
        return store;
    }

    @Override
    protected void pass(Duration time) {
        await().pollDelay(time.plusMillis(20)).until(() -> true);
    }

    private static ClaimRequest request() {
        ClaimKey key = new ClaimKey("pager", TOPIC, new EventId("fault-" + NAMES.incrementAndGet()));
        return new ClaimRequest(key, PayloadHash.of(null));
    }

    private static Ticket granted(IdempotencyStore asked, ClaimRequest request) {
        ClaimOutcome outcome = asked.claim(List.of(request), Expiries.DEFAULT).getFirst();
        assertThat(outcome).isInstanceOf(Claimed.class);
        return ((Claimed) outcome).ticket();
    }

    @Test
    void completesAfterRedisWasKilledBetweenClaimAndCompletion() {
        ClaimRequest request = request();
        Ticket ticket = granted(store, request);

        engines.redis().kill();
        assertThatThrownBy(() -> store.complete(List.of(ticket), Expiries.DEFAULT))
                .isInstanceOf(TransientFailure.class)
                .hasMessageStartingWith("Cannot complete claims in the idempotency store: ")
                .hasMessageEndingWith("got: redis at " + engines.redis().address());
        engines.redis().start();

        assertThat(store.complete(List.of(ticket), Expiries.DEFAULT)).isEmpty();
        assertThat(store.claim(List.of(request), Expiries.DEFAULT)).containsExactly(new Done(request.key()));
    }

    /// The pool is full of connections that the server has closed, and the server knows no script.
    @Test
    void answersTheFirstCallAfterARestart() {
        List<Ticket> tickets = List.of(granted(store, request()), granted(store, request()));

        engines.redis().stop();
        engines.redis().start();

        assertThat(store.complete(tickets, Expiries.DEFAULT)).isEmpty();
    }

    /// A failover loses the newest keys: what is bounded about this memory. Nothing is marked done
    /// that the new primary never knew, no fence is given twice, and the event may be acted on again.
    @Test
    void actsAgainAndFencesOnWhenAFailoverHasLostTheClaim() {
        ClaimRequest request = request();
        Ticket lost = granted(store, request);

        try (RedisClient redis = RedisClient.create(
                engines.redis().address().host(), engines.redis().address().port())) {
            redis.flushAll();
        }

        assertThat(store.complete(List.of(lost), Expiries.DEFAULT)).containsExactly(lost);
        assertThat(granted(store, request).fence()).isGreaterThan(lost.fence());
    }

    @Test
    void givesUpOnARedisThatHangsAndDoesWhatTheHandlerDeclared() {
        try (RedisIdempotencyStore hasty =
                new RedisIdempotencyStore(settings().withCallLimit(Duration.ofMillis(300)))) {
            hasty.check();
            Claims open = new Claims(hasty, new ClaimPolicy("pager", Expiries.DEFAULT, OnOutage.FAIL_OPEN));
            Claims closed = new Claims(hasty, new ClaimPolicy("pager", Expiries.DEFAULT, OnOutage.FAIL_CLOSED));
            List<ClaimRequest> requests = List.of(request());
            engines.redis().freeze();
            try {
                assertThat(open.claim(requests))
                        .containsExactly(
                                new ClaimOutcome.Unguarded(requests.getFirst().key()));
                assertThatThrownBy(() -> closed.claim(requests)).isInstanceOf(TransientFailure.class);
            } finally {
                engines.redis().thaw();
            }
        }
    }

    @Test
    void saysWhereNobodyAnswers() {
        HostPort nobody = HostPort.freeLoopback();
        try (RedisIdempotencyStore unreachable =
                new RedisIdempotencyStore(RedisSettings.of(nobody.host(), nobody.port()))) {
            assertThatThrownBy(unreachable::check)
                    .isInstanceOf(TransientFailure.class)
                    .hasMessageStartingWith("Cannot ask the idempotency store: ")
                    .hasMessageEndingWith("got: redis at " + nobody);
        }
    }

    /// Redis granted the claim, but the connection was cut before the answer came: asked again, it
    /// must not say that somebody else is at it.
    @Test
    void getsTheSameClaimWhenItsFirstAnswerWasLost() throws IOException {
        ClaimRequest request = request();
        granted(store, request());
        try (AnswerEater between = new AnswerEater(engines.redis().address().port());
                RedisIdempotencyStore cut = new RedisIdempotencyStore(RedisSettings.of("127.0.0.1", between.port()))) {
            cut.check();
            between.eatNextAnswer();

            Ticket ticket = granted(cut, request);

            assertThat(between.eaten()).isEqualTo(1);
            assertThat(store.complete(List.of(ticket), Expiries.DEFAULT)).isEmpty();
        }
    }

    /// OPAL's own statistics were `KEYS …*`, which stops a server with a million keys; a day's
    /// claims must also leave by themselves.
    @Test
    void leavesNoKeyBehindThatLivesForEver() {
        granted(store, request());
        store.complete(List.of(granted(store, request())), Expiries.DEFAULT);

        try (RedisClient redis = RedisClient.create(
                engines.redis().address().host(), engines.redis().address().port())) {
            Set<String> immortal = redis.keys("agentbus:idempotency:*");
            immortal.removeIf(key -> redis.pttl(key) > 0);
            assertThat(immortal).allMatch(key -> key.endsWith("}:fence"));
        }
    }

    @Test
    void needsThePasswordThatTheServerAsksFor() {
        try (RedisClient redis = RedisClient.create(
                engines.redis().address().host(), engines.redis().address().port())) {
            redis.configSet("requirepass", "s3cret");
            try (RedisIdempotencyStore wrong =
                            new RedisIdempotencyStore(settings().withPassword("guess"));
                    RedisIdempotencyStore right =
                            new RedisIdempotencyStore(settings().withPassword("s3cret"))) {
                right.check();
                assertThatThrownBy(wrong::check)
                        .isInstanceOf(TransientFailure.class)
                        .hasMessageContaining("WRONGPASS")
                        .hasMessageNotContaining("guess");
            } finally {
                redis.configSet("requirepass", "");
            }
        }
        assertThat(settings().withPassword("s3cret")).asString().doesNotContain("s3cret");
    }
}
