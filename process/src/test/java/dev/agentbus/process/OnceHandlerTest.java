package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.EventId;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.idempotency.ClaimKey;
import dev.agentbus.process.idempotency.ClaimOutcome;
import dev.agentbus.process.idempotency.ClaimPolicy;
import dev.agentbus.process.idempotency.ClaimRequest;
import dev.agentbus.process.idempotency.Expiries;
import dev.agentbus.process.idempotency.MemoryIdempotencyStore;
import dev.agentbus.process.idempotency.OnOutage;
import dev.agentbus.process.idempotency.OnceHandler;
import dev.agentbus.process.idempotency.PayloadHash;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A worker whose handler acts outside of the bus, behind an idempotency store.
class OnceHandlerTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HandlerSettings HANDLING = HandlerSettings.DEFAULT.withRetry(
            RetryPolicy.DEFAULT.withMaxAttempts(4).withDelays(Duration.ofMillis(10), Duration.ofMillis(50)));

    private final MemoryLog log = Actions.log(3);
    private final MemoryIdempotencyStore store = new MemoryIdempotencyStore(Clock.systemUTC());
    private final Outside outside = new Outside();
    private final List<Worker> workers = new ArrayList<>();

    /// What a handler reaches: remembers whom it was asked for, and may fail.
    private final class Outside implements EventHandler {
        final List<String> acts = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger failures = new AtomicInteger();
        volatile boolean storeGoesDownMeanwhile;

        @Override
        public Collection<Contract> contracts() {
            return List.of(Actions.CONTRACT);
        }

        @Override
        public void handle(DecodedEvent event, Handling handling) {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("Cannot call: refused, got: " + event.id());
            }
            acts.add(event.id().value());
            if (storeGoesDownMeanwhile) {
                storeGoesDownMeanwhile = false;
                store.disconnect();
            }
        }

        @Override
        public Health health() {
            return Health.UP;
        }
    }

    @AfterEach
    void stop() {
        workers.forEach(Worker::stop);
    }

    private Worker start(OnOutage onOutage) {
        return start(onOutage, Expiries.DEFAULT, "pagers");
    }

    private Worker start(OnOutage onOutage, Expiries expiries, String group) {
        OnceHandler handler = new OnceHandler(outside, store, new ClaimPolicy("pager", expiries, onOutage));
        Worker worker = new Worker(
                log,
                handler,
                WorkerSettings.ofGroup(group).withRetry(new RetryDelays(Duration.ofMillis(10), Duration.ofMillis(50))),
                HANDLING,
                new SimpleMeterRegistry());
        workers.add(worker);
        worker.start();
        return worker;
    }

    private List<LogRecord> deadLetters() {
        return log.recordsOf(new LogPartition(Actions.DEAD_LETTERS, 0));
    }

    private static void awaitDone(Worker worker, int events) {
        await().atMost(SOON).until(() -> worker.status().total().stored() >= events);
    }

    @Test
    void actsOnceHoweverOftenAnEventComes() {
        List<String> ids = Actions.ids("a", 20);
        Actions.append(log, ids);
        Actions.append(log, ids);

        awaitDone(start(OnOutage.FAIL_CLOSED), 40);
        awaitDone(start(OnOutage.FAIL_CLOSED, Expiries.DEFAULT, "the-same-again"), 40);

        assertThat(outside.acts).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void triesAgainAtOnceWhatFailed() {
        outside.failures.set(2);
        Actions.append(log, List.of("a-1"));

        awaitDone(start(OnOutage.FAIL_CLOSED), 1);

        assertThat(outside.acts).containsExactly("a-1");
        assertThat(deadLetters()).isEmpty();
    }

    /// The effect happened, the store was gone before it could be told: only that is done again.
    @Test
    void doesNotActAgainBecauseItCouldNotSayThatItHad() {
        outside.storeGoesDownMeanwhile = true;
        Actions.append(log, List.of("a-1"));
        Worker worker = start(OnOutage.FAIL_CLOSED);
        await().atMost(SOON).until(() -> worker.status().lastError().isPresent());

        store.reconnect();

        awaitDone(worker, 1);
        assertThat(outside.acts).containsExactly("a-1");
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void waitsForItsStoreAndBurnsNoAttemptWhenItFailsClosed() {
        store.disconnect();
        Actions.append(log, Actions.ids("a", 20));
        Worker worker = start(OnOutage.FAIL_CLOSED);
        await().atMost(SOON).until(() -> worker.status().state() == WorkerStatus.State.WAITING);
        assertThat(outside.acts).isEmpty();

        store.reconnect();

        awaitDone(worker, 20);
        assertThat(outside.acts).hasSize(20).doesNotHaveDuplicates();
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void goesOnWithoutItsStoreWhenItFailsOpen() {
        store.disconnect();
        Actions.append(log, Actions.ids("a", 20));

        awaitDone(start(OnOutage.FAIL_OPEN), 20);

        assertThat(outside.acts).hasSize(20);
    }

    @Test
    void putsAnIdWithAnotherContentAmongTheDeadLetters() {
        Actions.append(log, List.of("a-1"));
        awaitDone(start(OnOutage.FAIL_CLOSED), 1);

        Actions.appendRaw(log, "a-1", Actions.json("a-1").replace("coder", "somebody else"));

        await().atMost(SOON).until(() -> deadLetters().size() == 1);
        assertThat(outside.acts).containsExactly("a-1");
        assertThat(deadLetters().getFirst().headers())
                .anySatisfy(header -> assertThat(new String(header.value(), StandardCharsets.UTF_8))
                        .isEqualTo("Cannot act on event: its id was used before with another content,"
                                + " got: pager/agent-actions/a-1"));
    }

    /// Another process claimed the event and died.
    @Test
    void actsWhenTheClaimOfAnotherHasRunOut() {
        Expiries hasty = new Expiries(Duration.ofMillis(300), Duration.ofHours(1));
        ClaimKey key = new ClaimKey("pager", Actions.TOPIC, new EventId("a-1"));
        PayloadHash payload = PayloadHash.of(Actions.json("a-1").getBytes(StandardCharsets.UTF_8));
        assertThat(store.claim(List.of(new ClaimRequest(key, payload)), hasty).getFirst())
                .isInstanceOf(ClaimOutcome.Claimed.class);
        Actions.append(log, List.of("a-1"));

        awaitDone(start(OnOutage.FAIL_CLOSED, hasty, "pagers"), 1);

        assertThat(outside.acts).containsExactly("a-1");
    }
}
