package dev.agentbus.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.process.idempotency.ClaimKey;
import dev.agentbus.process.idempotency.ClaimOutcome;
import dev.agentbus.process.idempotency.ClaimOutcome.Claimed;
import dev.agentbus.process.idempotency.ClaimOutcome.Done;
import dev.agentbus.process.idempotency.ClaimOutcome.InProgress;
import dev.agentbus.process.idempotency.ClaimOutcome.Mismatched;
import dev.agentbus.process.idempotency.ClaimRequest;
import dev.agentbus.process.idempotency.Expiries;
import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.process.idempotency.PayloadHash;
import dev.agentbus.process.idempotency.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every store keeps. Keys are new in each test, as one store serves them all.
abstract class IdempotencyStoreContract {
    /// Runs out within a test.
    private static final Expiries SHORT = new Expiries(Duration.ofMillis(50), Duration.ofMillis(400));

    private static final Expiries LONG = Expiries.DEFAULT;
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final PayloadHash PAYLOAD = hash("one");
    private static final PayloadHash OTHER_PAYLOAD = hash("another");
    private static final AtomicInteger NAMES = new AtomicInteger();

    /// The store under test; one for all tests.
    protected abstract IdempotencyStore store();

    /// Lets time pass for the store, at least so much.
    protected abstract void pass(Duration time);

    private static PayloadHash hash(String payload) {
        return PayloadHash.of(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static ClaimKey key() {
        return new ClaimKey("pager", TOPIC, new EventId("event-" + NAMES.incrementAndGet()));
    }

    private static ClaimRequest request(ClaimKey key) {
        return new ClaimRequest(key, PAYLOAD);
    }

    private ClaimOutcome claim(ClaimKey key, Expiries expiries) {
        return store().claim(List.of(request(key)), expiries).getFirst();
    }

    private Ticket granted(ClaimKey key, Expiries expiries) {
        ClaimOutcome outcome = claim(key, expiries);
        assertThat(outcome).isInstanceOf(Claimed.class);
        return ((Claimed) outcome).ticket();
    }

    private List<Ticket> complete(Ticket ticket) {
        return store().complete(List.of(ticket), LONG);
    }

    @Test
    void grantsTheFirstClaimAndNoOtherWhileItHolds() {
        ClaimKey key = key();

        ClaimOutcome first = claim(key, LONG);
        ClaimOutcome second = claim(key, LONG);

        assertThat(first).isInstanceOfSatisfying(Claimed.class, claimed -> {
            assertThat(claimed.key()).isEqualTo(key);
            assertThat(claimed.abandoned()).isZero();
        });
        assertThat(second).isInstanceOfSatisfying(InProgress.class, held -> {
            assertThat(held.key()).isEqualTo(key);
            assertThat(held.left()).isPositive().isLessThanOrEqualTo(LONG.inProgress());
        });
    }

    /// Stores that look first and write afterwards let two workers through at once.
    @Test
    void grantsOneOfManyWhoAskAtOnce() throws Exception {
        ClaimKey key = key();
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<ClaimOutcome>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                asked.add(CompletableFuture.supplyAsync(
                        () -> {
                            await(start);
                            return claim(key, LONG);
                        },
                        threads));
            }
            start.countDown();
            CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        }

        assertThat(asked.stream().map(CompletableFuture::join).filter(Claimed.class::isInstance))
                .hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void knowsWhatIsDone() {
        ClaimKey key = key();

        List<Ticket> late = complete(granted(key, LONG));

        assertThat(late).isEmpty();
        assertThat(claim(key, LONG)).isEqualTo(new Done(key));
    }

    @Test
    void completesOneTicketTwiceAlike() {
        ClaimKey key = key();
        Ticket ticket = granted(key, LONG);
        complete(ticket);

        assertThat(complete(ticket)).isEmpty();
        assertThat(claim(key, LONG)).isEqualTo(new Done(key));
    }

    /// Consumers that shared their keys took each other's events for done.
    @Test
    void keepsConsumersAndTopicsApart() {
        ClaimKey key = key();
        complete(granted(key, LONG));

        granted(new ClaimKey("archiver", key.topic(), key.event()), LONG);
        granted(new ClaimKey(key.consumer(), new TopicName("task-executions"), key.event()), LONG);
    }

    @Test
    void refusesAnotherContentUnderTheSameId() {
        ClaimKey key = key();
        Ticket ticket = granted(key, LONG);

        ClaimOutcome whileInProgress = store().claim(List.of(new ClaimRequest(key, OTHER_PAYLOAD)), LONG)
                .getFirst();
        complete(ticket);
        ClaimOutcome whenDone = store().claim(List.of(new ClaimRequest(key, OTHER_PAYLOAD)), LONG)
                .getFirst();

        assertThat(whileInProgress).isEqualTo(new Mismatched(key));
        assertThat(whenDone).isEqualTo(new Mismatched(key));
    }

    /// A worker claimed and crashed, and the event was blocked for the whole day.
    @Test
    void grantsAgainWhenAWorkerCrashedAfterItsClaim() {
        ClaimKey key = key();
        granted(key, SHORT);

        pass(SHORT.inProgress());

        assertThat(claim(key, SHORT))
                .isInstanceOfSatisfying(
                        Claimed.class,
                        claimed -> assertThat(claimed.abandoned()).isEqualTo(1));
        pass(SHORT.inProgress());
        assertThat(claim(key, LONG))
                .isInstanceOfSatisfying(
                        Claimed.class,
                        claimed -> assertThat(claimed.abandoned()).isEqualTo(2));
    }

    @Test
    void takesAnotherContentWhenTheFirstWasAbandoned() {
        ClaimKey key = key();
        granted(key, SHORT);
        pass(SHORT.inProgress());

        ClaimOutcome outcome = store().claim(List.of(new ClaimRequest(key, OTHER_PAYLOAD)), LONG)
                .getFirst();

        assertThat(outcome).isInstanceOf(Claimed.class);
        assertThat(claim(key, LONG)).isEqualTo(new Mismatched(key));
    }

    /// The lock was shorter than the work: the slow worker marked as done what another was about to
    /// do.
    @Test
    void refusesTheAnswerOfAWorkerWhoseClaimRanOut() {
        ClaimKey key = key();
        Ticket slow = granted(key, SHORT);
        pass(SHORT.inProgress());

        assertThat(complete(slow)).containsExactly(slow);

        Ticket successor = granted(key, LONG);
        assertThat(complete(slow)).containsExactly(slow);
        assertThat(claim(key, LONG)).isInstanceOf(InProgress.class);
        assertThat(complete(successor)).isEmpty();
        assertThat(complete(slow)).containsExactly(slow);
    }

    @Test
    void fencesASlowWorkerWithALowerNumber() {
        ClaimKey key = key();
        Ticket slow = granted(key, SHORT);
        pass(SHORT.inProgress());

        assertThat(granted(key, LONG).fence()).isGreaterThan(slow.fence());
        assertThat(granted(key(), LONG).fence()).isGreaterThan(slow.fence());
    }

    @Test
    void forgetsWhatIsDoneAfterItsTime() {
        ClaimKey key = key();
        Ticket ticket = granted(key, LONG);
        store().complete(List.of(ticket), SHORT);

        pass(SHORT.done());

        assertThat(claim(key, LONG))
                .isInstanceOfSatisfying(
                        Claimed.class,
                        claimed -> assertThat(claimed.abandoned()).isZero());
    }

    @Test
    void forgetsAnAbandonedClaimAfterItsTime() {
        ClaimKey key = key();
        granted(key, SHORT);

        pass(SHORT.done());

        assertThat(claim(key, LONG))
                .isInstanceOfSatisfying(
                        Claimed.class,
                        claimed -> assertThat(claimed.abandoned()).isZero());
    }

    @Test
    void grantsAtOnceWhatWasGivenBack() {
        ClaimKey key = key();
        Ticket ticket = granted(key, LONG);

        store().release(List.of(ticket));

        assertThat(claim(key, LONG))
                .isInstanceOfSatisfying(
                        Claimed.class,
                        claimed -> assertThat(claimed.abandoned()).isZero());
        assertThat(complete(ticket)).containsExactly(ticket);
    }

    @Test
    void remembersAnAbandonedClaimWhenTheNextIsGivenBack() {
        ClaimKey key = key();
        granted(key, SHORT);
        pass(SHORT.inProgress());
        Ticket second = granted(key, LONG);

        store().release(List.of(second));
        store().release(List.of(second));

        assertThat(complete(second)).containsExactly(second);
        assertThat(claim(key, LONG))
                .isInstanceOfSatisfying(
                        Claimed.class,
                        claimed -> assertThat(claimed.abandoned()).isEqualTo(1));
    }

    @Test
    void letsNobodyGiveBackWhatIsNotTheirs() {
        ClaimKey key = key();
        Ticket slow = granted(key, SHORT);
        pass(SHORT.inProgress());
        Ticket successor = granted(key, LONG);

        store().release(List.of(slow));
        assertThat(claim(key, LONG)).isInstanceOf(InProgress.class);
        complete(successor);
        store().release(List.of(successor));

        assertThat(claim(key, LONG)).isEqualTo(new Done(key));
    }

    @Test
    void answersABatchInItsOrder() {
        ClaimKey fresh = key();
        ClaimKey done = key();
        ClaimKey held = key();
        complete(granted(done, LONG));
        granted(held, LONG);

        List<ClaimOutcome> outcomes = store().claim(
                        List.of(request(done), request(fresh), request(held), new ClaimRequest(done, OTHER_PAYLOAD)),
                        LONG);

        assertThat(outcomes).extracting(ClaimOutcome::key).containsExactly(done, fresh, held, done);
        assertThat(outcomes.get(0)).isInstanceOf(Done.class);
        assertThat(outcomes.get(1)).isInstanceOf(Claimed.class);
        assertThat(outcomes.get(2)).isInstanceOf(InProgress.class);
        assertThat(outcomes.get(3)).isInstanceOf(Mismatched.class);
    }

    @Test
    void grantsOneOfTwoEqualClaimsInABatch() {
        ClaimKey key = key();

        List<ClaimOutcome> outcomes = store().claim(List.of(request(key), request(key)), LONG);

        assertThat(outcomes.get(0)).isInstanceOf(Claimed.class);
        assertThat(outcomes.get(1)).isInstanceOf(InProgress.class);
    }

    @Test
    void takesBatchesOfAnySizeAndOfSeveralConsumers() {
        List<ClaimRequest> requests = new ArrayList<>();
        for (int i = 0; i < 1_201; i++) {
            ClaimKey key = key();
            requests.add(request(i % 100 == 0 ? new ClaimKey("other", key.topic(), key.event()) : key));
        }

        List<ClaimOutcome> outcomes = store().claim(requests, LONG);
        List<Ticket> tickets =
                outcomes.stream().map(outcome -> ((Claimed) outcome).ticket()).toList();

        assertThat(outcomes)
                .extracting(ClaimOutcome::key)
                .isEqualTo(requests.stream().map(ClaimRequest::key).toList());
        assertThat(tickets).extracting(Ticket::fence).doesNotHaveDuplicates();
        assertThat(store().complete(tickets, LONG)).isEmpty();
        assertThat(store().claim(requests, LONG)).allMatch(Done.class::isInstance);
        assertThat(store().claim(List.of(), LONG)).isEmpty();
        assertThat(store().complete(List.of(), LONG)).isEmpty();
        store().release(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "{x}", "a|b\nc", "ü😀'\";--", "%s %7B"})
    void takesAnyId(String id) {
        String unique = id + NAMES.incrementAndGet();
        ClaimKey event = new ClaimKey("pager", TOPIC, new EventId(unique));
        ClaimKey consumer = new ClaimKey(unique, TOPIC, new EventId("e"));
        ClaimKey longest =
                new ClaimKey("pager", TOPIC, new EventId(unique + "x".repeat(EventId.MAX_LENGTH - unique.length())));

        for (ClaimKey key : List.of(event, consumer, longest)) {
            complete(granted(key, LONG));
            assertThat(claim(key, LONG)).isEqualTo(new Done(key));
        }
    }

    @Test
    void canBeAsked() {
        store().check();

        assertThat(store().name()).isNotBlank();
    }
}
