package dev.agentbus.sink.postgres.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.Envelope;
import dev.agentbus.events.Header;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.Position;
import dev.agentbus.process.deadletter.LetterFilter;
import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.Outcome;
import dev.agentbus.process.deadletter.RedriveItem;
import dev.agentbus.process.deadletter.RedriveProgress;
import dev.agentbus.process.deadletter.RedriveProgress.State;
import dev.agentbus.process.deadletter.RedriveRequest;
import dev.agentbus.process.deadletter.RedriveRequest.Mode;
import dev.agentbus.process.deadletter.RedriveRequest.Selection;
import dev.agentbus.process.deadletter.StoredLetter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedriveTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();
    private static final Header TRACE =
            Header.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private LetterWorld world;

    @AfterAll
    static void killEngines() {
        ENGINES.close();
    }

    @BeforeEach
    void open() throws SQLException {
        world = new LetterWorld(ENGINES.postgres());
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String action(String name) {
        return "{\"agent_name\":\"coder\",\"action_type\":\"tool_call\",\"action_name\":\"%s\"}".formatted(name);
    }

    /// A letter as Connect writes it for a record of `topic`.
    private Position connectLetter(String topic, long offset, String value, Header... own) {
        List<Header> headers = new ArrayList<>(List.of(own));
        headers.add(Header.of("__connect.errors.topic", topic));
        headers.add(Header.of("__connect.errors.partition", "2"));
        headers.add(Header.of("__connect.errors.offset", Long.toString(offset)));
        headers.add(Header.of("__connect.errors.connector.name", "warehouse"));
        headers.add(Header.of("__connect.errors.exception.message", "boom"));
        return world.append(LetterWorld.FOREIGN, "c-1", value, headers.toArray(Header[]::new));
    }

    private static Outcome outcome(RedriveProgress progress) {
        assertThat(progress.items()).hasSize(1);
        return progress.items().getFirst().outcome();
    }

    @Test
    void putsTheRecordBackWithItsKeyItsValueItsHeadersAndItsLineage() {
        world.startMirror();
        connectLetter("agent-actions", 41, action("Read"), Header.of("ce_id", "evt-1"), TRACE, TRACE);
        StoredLetter letter = world.awaitLetters(1).getFirst();

        RedriveProgress progress =
                world.redrive(LetterWorld.named(letter.letter().id()));

        LogRecord record = world.actions().getFirst();
        assertThat(progress.state()).isEqualTo(State.DONE);
        assertThat(outcome(progress)).isEqualTo(new Outcome.Redriven(record.position()));
        assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("c-1");
        assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo(action("Read"));
        assertThat(record.headers())
                .containsExactly(
                        Header.of("ce_id", "evt-1"),
                        TRACE,
                        TRACE,
                        Header.of("ce_time", LetterWorld.RECORDED.toString()),
                        Header.of("x-agentbus-redrive-count", "1"),
                        Header.of(
                                "x-agentbus-redrive-letter",
                                letter.letter().id().text()),
                        Header.of(
                                "x-agentbus-redrive-original",
                                letter.letter().id().text()),
                        Header.of("x-agentbus-redrive-from", "agent-actions-2@41"));
        assertThat(world.letter(letter.letter().id()).status()).isEqualTo(LetterStatus.REDRIVEN);
        assertThat(world.letter(letter.letter().id()).redrivenTo()).contains(record.position());
    }

    @Test
    void keepsTheIdOfAnEventThatWasKnownByItsPlace() {
        world.startMirror();
        connectLetter("agent-actions", 41, action("Read"));
        world.awaitLetters(1);
        EventDecoder decoder =
                new EventDecoder(world.contracts.find(LetterWorld.ACTIONS).orElseThrow());
        SourcePosition place = new SourcePosition(LetterWorld.ACTIONS, 2, 41);

        world.redriveAll();

        LogRecord again = world.actions().getFirst();
        SourcePosition other = new SourcePosition(LetterWorld.ACTIONS, 0, again.offset());
        assertThat(decoder.decode(again.value(), again.headers(), other, again.timestamp())
                        .id())
                .isEqualTo(decoder.decode(again.value(), List.of(), place, LetterWorld.RECORDED)
                        .id());
        assertThat(decoder.decode(again.value(), again.headers(), other, again.timestamp())
                        .time())
                .isEqualTo(LetterWorld.RECORDED);
    }

    @Test
    void changesNothingWhenAskedTwice() {
        world.startMirror();
        connectLetter("agent-actions", 41, action("Read"));
        LetterId id = world.awaitLetters(1).getFirst().letter().id();
        world.redrive(LetterWorld.named(id));

        RedriveProgress second = world.redrive(LetterWorld.named(id));
        RedriveProgress all = world.redriveAll();

        assertThat(outcome(second)).isEqualTo(new Outcome.Skipped(LetterStatus.REDRIVEN));
        assertThat(all.selected()).isZero();
        assertThat(world.actions()).hasSize(1);
    }

    @Test
    void redrivesEachLetterOnceForRequestsAtTheSameTime() {
        int letters = 250;
        world.startMirror();
        for (int i = 0; i < letters; i++) {
            connectLetter("agent-actions", i, action("Read-" + i));
        }
        LetterId[] ids = world.awaitLetters(letters).stream()
                .map(each -> each.letter().id())
                .toArray(LetterId[]::new);

        List<String> both = List.of(
                world.redrives.start(LetterWorld.named(ids)).id(),
                world.redrives.start(LetterWorld.named(ids)).id());

        await().until(() -> both.stream()
                .allMatch(id -> world.redrives.find(id).orElseThrow().state() == State.DONE));
        List<RedriveItem> items = both.stream()
                .flatMap(id -> world.redrives.find(id).orElseThrow().items().stream())
                .toList();
        assertThat(items.stream().filter(item -> item.outcome() instanceof Outcome.Redriven))
                .hasSize(letters);
        assertThat(items.stream().filter(item -> item.outcome().equals(new Outcome.Skipped(LetterStatus.REDRIVEN))))
                .hasSize(letters);
        assertThat(world.actions()).hasSize(letters);
        assertThat(world.pending()).isZero();
    }

    /// Every letter of a request, not the first alone.
    @Test
    void answersForEachLetterOfARequest() {
        world.startMirror();
        connectLetter("agent-actions", 1, action("Read"));
        connectLetter("unheard-of", 2, "{}");
        connectLetter("agent-dead-letters", 3, "{}");
        world.append(LetterWorld.FOREIGN, "k", "says nothing");
        List<LetterId> ids = new ArrayList<>(
                world.awaitLetters(4).stream().map(each -> each.letter().id()).toList());
        LetterId unknown = LetterId.parse("018f0000-0000-7000-8000-000000000001");
        ids.add(unknown);

        RedriveProgress progress = world.redrive(LetterWorld.named(ids.toArray(LetterId[]::new)));

        assertThat(progress.items()).extracting(RedriveItem::id).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(progress.items())
                .extracting(item -> item.outcome().toString())
                .anySatisfy(text -> assertThat(text).contains("Redriven"))
                .anySatisfy(text -> assertThat(text).contains("its topic must have a contract, got: unheard-of"))
                .anySatisfy(text -> assertThat(text).contains("stood in a dead-letter topic, got: agent-dead-letters"))
                .anySatisfy(text -> assertThat(text).contains("does not say where it came from"))
                .anySatisfy(text -> assertThat(text).contains("Missing"));
        assertThat(world.pending()).isEqualTo(3);
    }

    /// Whoever acknowledges a letter when it is read, and not when its record is back, loses it.
    @Test
    void leavesLettersPendingWhileTheLogTakesNothing() {
        world.startMirror();
        connectLetter("agent-actions", 41, action("Read"));
        LetterId id = world.awaitLetters(1).getFirst().letter().id();
        world.log.disconnect();

        RedriveProgress progress = world.redrive(LetterWorld.named(id));

        assertThat(outcome(progress)).isInstanceOf(Outcome.Failed.class);
        assertThat(world.letter(id).status()).isEqualTo(LetterStatus.PENDING);
        world.log.reconnect();
        assertThat(outcome(world.redrive(LetterWorld.named(id)))).isInstanceOf(Outcome.Redriven.class);
    }

    /// The process, or its database, dies after the log has taken the record and before the letter is
    /// marked: it is redriven again, under the same id.
    @Test
    void storesARecordOnceThatWasRedrivenTwiceBecauseOfACrashInBetween() throws SQLException {
        world.startMirror();
        connectLetter("agent-actions", 41, action("Read"));
        LetterId id = world.awaitLetters(1).getFirst().letter().id();
        world.execute("""
                create function die() returns trigger language plpgsql as $$
                begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$""");
        world.execute("""
                create trigger dying before update on dead_letters
                for each row when (new.status = 'redriven') execute function die()""");
        RedriveProgress crashed = world.redrive(LetterWorld.named(id));
        assertThat(crashed.state()).isEqualTo(State.FAILED);
        assertThat(crashed.message()).startsWith("Cannot use dead letters: PostgreSQL can't do it now");
        assertThat(world.letter(id).status()).isEqualTo(LetterStatus.PENDING);
        world.execute("drop trigger dying on dead_letters");

        world.redrive(LetterWorld.named(id));

        assertThat(world.actions()).hasSize(2);
        assertThat(world.letter(id).status()).isEqualTo(LetterStatus.REDRIVEN);
        world.startWriter();
        await().until(() -> world.number("select coalesce(sum(next_offset), 0) from agentbus_offsets"
                        + " where topic = 'agent-actions' and next_offset > 0")
                == 2);
        assertThat(world.number("select count(*) from agent_actions")).isEqualTo(1);
    }

    @Test
    void tellsInADryRunWhatWouldFailAgainAndTouchesNothing() {
        world.startMirror();
        connectLetter("agent-actions", 1, action("Read"));
        connectLetter("agent-actions", 2, "{\"agent_name\":\"coder\"}");
        world.awaitLetters(2);

        RedriveProgress dry = world.redrive(
                RedriveRequest.of(new Selection.Filtered(LetterFilter.ALL)).withMode(Mode.DRY_RUN));

        assertThat(dry.items())
                .extracting(RedriveItem::outcome)
                .containsExactly(
                        new Outcome.WouldRedrive(""),
                        new Outcome.WouldRedrive("Cannot decode event: action_type is required, got: none"));
        assertThat(world.actions()).isEmpty();
        assertThat(world.pending()).isEqualTo(2);
    }

    @Test
    void takesTheOldestRecordsFirstAndNoMoreThanItsCap() {
        world.startMirror();
        connectLetter("agent-actions", 3, action("third"));
        connectLetter("agent-actions", 1, action("first"));
        connectLetter("agent-actions", 2, action("second"));
        world.awaitLetters(3);

        RedriveProgress progress = world.redrive(
                RedriveRequest.of(new Selection.Filtered(LetterFilter.ALL)).withCap(2));

        assertThat(progress.selected()).isEqualTo(2);
        assertThat(world.actions())
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactly(action("first"), action("second"));
    }

    @Test
    void endsAfterWhatItJustDoesWhenCancelled() {
        world.startMirror();
        for (int i = 0; i < 50; i++) {
            connectLetter("agent-actions", i, action("Read-" + i));
        }
        world.awaitLetters(50);
        RedriveProgress started = world.redrives.start(
                RedriveRequest.of(new Selection.Filtered(LetterFilter.ALL)).withPerSecond(0.001));
        await().until(() -> !world.actions().isEmpty());

        RedriveProgress cancelled = world.redrives.cancel(started.id()).orElseThrow();

        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        assertThat(cancelled.items()).hasSize(1);
        assertThat(world.pending()).isEqualTo(49);
    }

    /// What fails again meanwhile matches the same filter: who copies a topic onto itself never ends.
    @Test
    void doesNotChaseWhatFailsAgainMeanwhile() {
        world.startWriter();
        world.startMirror();
        for (int i = 0; i < 20; i++) {
            world.append(LetterWorld.ACTIONS, "c-" + i, "no JSON " + i);
        }
        world.awaitLetters(20);

        RedriveProgress progress = world.redriveAll();

        assertThat(progress.selected()).isEqualTo(20);
        world.awaitLetters(40);
        assertThat(world.letters.count(LetterFilter.ALL)).isEqualTo(40);
    }

    @Test
    void parksARecordThatFailsAgainAfterEachRedriveAndRedrivesItOnlyByName() {
        world.startWriter();
        world.startMirror();
        world.append(LetterWorld.ACTIONS, "c-1", "no JSON", TRACE);
        for (int redrives = 0; redrives < 3; redrives++) {
            world.awaitLetters(redrives + 1);
            assertThat(world.redriveAll().count(Outcome.Redriven.class)).isEqualTo(1);
        }
        List<StoredLetter> line = world.awaitLetters(4);

        RedriveProgress left = world.redriveAll();
        RedriveProgress asked = world.redrive(RedriveRequest.of(new Selection.Filtered(LetterFilter.ALL))
                .withFrom(Set.of(LetterStatus.PENDING, LetterStatus.PARKED)));

        assertThat(line.getLast().status()).isEqualTo(LetterStatus.PARKED);
        assertThat(line.getLast().letter().lineage().redrives()).isEqualTo(3);
        assertThat(line.getLast().letter().original().headers()).contains(TRACE);
        assertThat(left.selected()).isZero();
        assertThat(asked.count(Outcome.Redriven.class)).isEqualTo(1);
        assertThat(world.letters.line(line.getFirst().letter().id()))
                .extracting(each -> each.stored().letter().id())
                .startsWith(line.stream().map(each -> each.letter().id()).toArray(LetterId[]::new));
    }

    @Test
    void readsAValueThatWasLeftInTheLogWhereItStands() {
        Position place = world.append(LetterWorld.ACTIONS, "c-1", action("Large"), Header.of("ce_id", "evt-1"));
        world.startMirror();
        shareGroupLetter(place);
        LetterId id = world.awaitLetters(1).getFirst().letter().id();

        RedriveProgress progress = world.redrive(LetterWorld.named(id));

        assertThat(outcome(progress)).isInstanceOf(Outcome.Redriven.class);
        LogRecord again = world.actions().getLast();
        assertThat(again.value()).asString(StandardCharsets.UTF_8).isEqualTo(action("Large"));
        assertThat(again.key()).asString(StandardCharsets.UTF_8).isEqualTo("c-1");
        assertThat(Envelope.find(again.headers(), Envelope.ID)).contains("evt-1");
    }

    @Test
    void refusesWhatWasLeftInALogThatDoesNotHoldItAnyMore() {
        Position place = world.append(LetterWorld.ACTIONS, "c-1", action("Large"));
        world.startMirror();
        shareGroupLetter(new Position(place.partition(), place.offset() + 5));
        LetterId id = world.awaitLetters(1).getFirst().letter().id();

        Outcome outcome = outcome(world.redrive(LetterWorld.named(id)));

        assertThat(outcome)
                .isEqualTo(new Outcome.Refused("Cannot redrive: its value was left in the log, which does not hold it"
                        + " any more, got: " + place.partition() + "@" + (place.offset() + 5)));
    }

    private void shareGroupLetter(Position place) {
        world.append(
                LetterWorld.FOREIGN,
                null,
                (byte[]) null,
                Header.of("__dlq.errors.topic", place.partition().topic().value()),
                Header.of(
                        "__dlq.errors.partition",
                        Integer.toString(place.partition().number())),
                Header.of("__dlq.errors.offset", Long.toString(place.offset())),
                Header.of("__dlq.errors.group", "pricing"));
    }

    @Test
    void redrivesValuesLargerThanItHoldsInMemoryAtOnce() {
        String large = "x".repeat(3 << 20);
        world.startMirror();
        for (int i = 0; i < 5; i++) {
            connectLetter("agent-actions", i, action(large + i));
        }
        world.awaitLetters(5);
        Set<String> steps = new HashSet<>();
        List<LetterId> ids =
                world.letters.select(new Selection.Filtered(LetterFilter.ALL), Set.of(LetterStatus.PENDING), 100);

        Map<LetterId, Outcome> outcomes = world.letters.redrive(ids, Set.of(LetterStatus.PENDING), letters -> {
            steps.add(letters.toString());
            assertThat(letters).hasSizeLessThanOrEqualTo(2);
            return Map.of();
        });

        assertThat(steps).hasSize(3);
        assertThat(outcomes).isEmpty();
        assertThat(world.redriveAll().count(Outcome.Redriven.class)).isEqualTo(5);
    }
}
