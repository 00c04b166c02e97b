package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.deadletter.Disposition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final RetryPolicy POLICY =
            new RetryPolicy(3, Duration.ofSeconds(10), 2, Duration.ofMinutes(1), 0, Set.of(PermanentFailure.class));

    private final VirtualTime time = new VirtualTime(1);
    private final Dispatcher dispatcher =
            new Dispatcher(POLICY, new BackOff(RetryDelays.DEFAULT, time.random()), time.asWorkerTime());
    private long offset;

    private Entry.Decoded event(String key) {
        return event(key, false);
    }

    private Entry.Decoded event(String key, boolean suspect) {
        byte[] value = Actions.json(key + "-" + offset).getBytes(StandardCharsets.UTF_8);
        LogRecord record = new LogRecord(
                Actions.partition(0), offset++, Instant.EPOCH, key.getBytes(StandardCharsets.UTF_8), value, List.of());
        return new Entry.Decoded(
                record,
                new EventDecoder(Actions.CONTRACT)
                        .decode(value, List.of(), new SourcePosition(Actions.TOPIC, 0, record.offset()), Instant.EPOCH),
                suspect);
    }

    private void add(String... keys) {
        for (String key : keys) {
            Entry.Decoded event = event(key);
            dispatcher.add(event, Progress.Open.untried(event.record().offset()));
        }
    }

    private static String keyOf(Dispatcher.Task task) {
        return new String(java.util.Objects.requireNonNull(task.entry().record().key()), StandardCharsets.UTF_8);
    }

    private List<Dispatcher.Task> takeAll() {
        List<Dispatcher.Task> tasks = new ArrayList<>();
        for (Optional<Dispatcher.Task> next = dispatcher.next(); next.isPresent(); next = dispatcher.next()) {
            tasks.add(next.get());
        }
        return tasks;
    }

    private Dispatcher.Task take() {
        return dispatcher.next().orElseThrow();
    }

    private void fail(Dispatcher.Task task, EventHandler.Health health) {
        assertThat(dispatcher.ended(task, new Dispatcher.Outcome.Failed(new IllegalStateException("no"), health)))
                .isFalse();
    }

    private void succeed(Dispatcher.Task task) {
        assertThat(dispatcher.ended(task, new Dispatcher.Outcome.Done())).isTrue();
    }

    @Test
    void handsOutOneEventPerKeyAtATimeInOrder() {
        add("a", "a", "b");

        List<Dispatcher.Task> first = takeAll();
        assertThat(first.stream().map(DispatcherTest::keyOf)).containsExactly("a", "b");
        succeed(first.getFirst());

        List<Dispatcher.Task> second = takeAll();
        assertThat(second).hasSize(1);
        assertThat(second.getFirst().entry().record().offset()).isEqualTo(1);
    }

    @Test
    void letsOtherKeysFlowWhileAFailingKeyAndItsFollowersStepAside() {
        add("bad", "bad", "good");
        fail(take(), EventHandler.Health.UP);

        assertThat(takeAll().stream().map(DispatcherTest::keyOf)).containsExactly("good");
        assertThat(dispatcher.aside()).containsEntry(Actions.partition(0), 2);
        time.advance(Duration.ofSeconds(10));

        assertThat(takeAll().stream().map(task -> task.entry().record().offset()))
                .containsExactly(0L);
    }

    @Test
    void givesUpAfterTheLastAttemptAndGoesOnWithTheFollower() {
        add("bad", "bad");
        for (int attempt = 1; attempt <= 3; attempt++) {
            Dispatcher.Task task = take();
            assertThat(task.attempt()).isEqualTo(attempt);
            fail(task, EventHandler.Health.UP);
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(dispatcher.next())
                .as("the follower waits until the letter is safe")
                .isEmpty();
        List<Entry.Hopeless> letters = dispatcher.takeGivenUp();
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.disposition()).isEqualTo(Disposition.EXHAUSTED);
            assertThat(letter.attempts().count()).isEqualTo(3);
        });
        assertThat(dispatcher.lettered(letters.getFirst())).isTrue();
        assertThat(take().entry().record().offset()).isEqualTo(1);
    }

    /// A listener container elsewhere kept one retry counter per consumer: a healthy batch from
    /// another partition reset it, and the bad record never reached its dead-letter topic.
    @Test
    void countsAnEventsAttemptsWhateverSucceedsMeanwhile() {
        add("bad");
        for (int attempt = 1; attempt <= 3; attempt++) {
            Dispatcher.Task task = take();
            add("good-" + attempt);
            succeed(take());
            fail(task, EventHandler.Health.UNKNOWN);
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(dispatcher.takeGivenUp()).hasSize(1);
    }

    /// Elsewhere a listener that failed at another record of the batch each time never exhausted its
    /// retries.
    @Test
    void exhaustsEachOfManyFailingEventsByItsOwnCount() {
        add("a", "b", "c", "d");
        int letters = 0;
        for (int round = 0; round < 3; round++) {
            for (Dispatcher.Task task : takeAll()) {
                fail(task, EventHandler.Health.UP);
            }
            letters += dispatcher.takeGivenUp().size();
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(letters).isEqualTo(4);
    }

    @Test
    void burnsNoAttemptWhileTheDestinationSaysItIsDown() {
        add("a");
        for (int i = 0; i < 50; i++) {
            fail(take(), EventHandler.Health.DOWN);
            assertThat(dispatcher.outage()).isTrue();
            time.advance(Duration.ofMinutes(1));
        }

        Dispatcher.Task task = take();
        assertThat(task.attempt()).isEqualTo(1);
        succeed(task);
        assertThat(dispatcher.outage()).isFalse();
    }

    @Test
    void takesBackWhatAnOutageCountedWhenTheDestinationCantBeAsked() {
        add("a", "b", "c");
        takeAll().forEach(task -> fail(task, EventHandler.Health.UNKNOWN));

        assertThat(dispatcher.outage()).isTrue();
        time.advance(Duration.ofMinutes(1));
        Dispatcher.Task probe = take();
        assertThat(probe.attempt()).isEqualTo(1);
        assertThat(dispatcher.next()).as("one probe at a time").isEmpty();
        succeed(probe);
        assertThat(takeAll()).extracting(Dispatcher.Task::attempt).containsExactly(1, 1);
    }

    @Test
    void probesWithAnotherKeyEachTimeSoThatOneBadEventCantKeepTheBreakerOpen() {
        add("bad-1", "bad-2", "bad-3", "good");
        List<Dispatcher.Task> all = takeAll();
        all.stream().limit(3).forEach(task -> fail(task, EventHandler.Health.UNKNOWN));
        fail(all.getLast(), EventHandler.Health.UNKNOWN);

        List<String> probed = new ArrayList<>();
        while (dispatcher.outage()) {
            time.advance(Duration.ofMinutes(1));
            Dispatcher.Task probe = take();
            probed.add(keyOf(probe));
            if (keyOf(probe).equals("good")) {
                succeed(probe);
            } else {
                fail(probe, EventHandler.Health.UNKNOWN);
            }
        }

        assertThat(probed).doesNotHaveDuplicates().contains("good");
    }

    @Test
    void asksForOtherKeysWhenAllAtHandHaveFailedAsProbes() {
        add("a", "b", "c");
        takeAll().forEach(task -> fail(task, EventHandler.Health.UNKNOWN));
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofMinutes(1));
            fail(take(), EventHandler.Health.UNKNOWN);
        }

        assertThat(dispatcher.needsOtherKeys()).isTrue();
        add("d");
        assertThat(dispatcher.needsOtherKeys()).isFalse();
    }

    @Test
    void waitsAsLongAsTheDestinationAsks() {
        add("a");
        dispatcher.ended(
                take(),
                new Dispatcher.Outcome.Failed(
                        new RetryLater("Cannot post: too many requests, got: 429", Duration.ofSeconds(45)),
                        EventHandler.Health.UP));

        time.advance(Duration.ofSeconds(44));
        assertThat(dispatcher.next()).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(dispatcher.next()).isPresent();
    }

    /// A claim that another process holds outlived all attempts: its event was lettered untried.
    @Test
    void countsNothingAgainstAnEventThatTheHandlerDidNotTry() {
        add("a");

        for (int i = 0; i < 3 * POLICY.maxAttempts(); i++) {
            Dispatcher.Task task = take();
            assertThat(task.attempt()).isEqualTo(1);
            RetryLater claimed = RetryLater.unattempted("somebody else is at it", Duration.ofSeconds(30));
            assertThat(dispatcher.ended(task, new Dispatcher.Outcome.Failed(claimed, EventHandler.Health.UNKNOWN)))
                    .isFalse();
            assertThat(takeAll()).isEmpty();
            time.advance(Duration.ofSeconds(30));
        }

        succeed(take());
        assertThat(dispatcher.takeGivenUp()).isEmpty();
    }

    @Test
    void givesUpAtOnceWhatIsNotToBeRetried() {
        add("a");
        dispatcher.ended(
                take(),
                new Dispatcher.Outcome.Failed(
                        new PermanentFailure("Cannot be: test, got: test"), EventHandler.Health.UP));

        assertThat(dispatcher.takeGivenUp())
                .extracting(Entry.Hopeless::disposition)
                .containsExactly(Disposition.POISON);
    }

    @Test
    void handlesASuspectAlone() {
        add("a");
        Entry.Decoded suspect = event("b", true);
        dispatcher.add(suspect, Progress.Open.untried(suspect.record().offset()));
        add("c");

        Dispatcher.Task first = take();
        assertThat(dispatcher.next()).isEmpty();
        succeed(first);
        Dispatcher.Task alone = take();
        assertThat(keyOf(alone)).isEqualTo("b");
        assertThat(dispatcher.next()).isEmpty();
        succeed(alone);
        assertThat(keyOf(take())).isEqualTo("c");
    }

    @Test
    void remembersWhenAFormerLifesEventIsDue() {
        Entry.Decoded event = event("a");
        Instant now = time.clock().instant();
        dispatcher.add(event, new Progress.Open(0, 2, now.minusSeconds(60), now.minusSeconds(5), now.plusSeconds(30)));

        assertThat(dispatcher.next()).isEmpty();
        time.advance(Duration.ofSeconds(30));
        assertThat(take().attempt()).isEqualTo(3);
    }

    @Test
    void endsUnheardWhatIsInHandWhenItsPartitionGoes() {
        add("a", "b");
        Dispatcher.Task task = take();

        dispatcher.drop(Set.of(Actions.partition(0)));

        assertThat(dispatcher.ended(task, new Dispatcher.Outcome.Done())).isFalse();
        assertThat(dispatcher.events()).isZero();
        assertThat(dispatcher.bytes()).isZero();
        assertThat(dispatcher.next()).isEmpty();
    }

    /// A library for parallel consumption had null keys block one another.
    @Test
    void letsEventsWithoutAKeyPassOneAnother() {
        for (int i = 0; i < 2; i++) {
            Entry.Decoded keyed = event("x");
            LogRecord bare = new LogRecord(
                    keyed.partition(),
                    keyed.record().offset(),
                    Instant.EPOCH,
                    null,
                    keyed.record().value(),
                    List.of());
            dispatcher.add(new Entry.Decoded(bare, keyed.event(), false), Progress.Open.untried(bare.offset()));
        }

        assertThat(takeAll()).hasSize(2);
    }
}
