package dev.agentbus.process.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.process.deadletter.LetterWriter.Shape;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Letters as we write them, read again.
class OwnLetterTest {
    private static final TopicName ACTIONS = new TopicName("agent-actions");
    private static final TopicName TARGET = new TopicName("agent-dead-letters");
    private static final Contract CONTRACT = Contracts.builtIn().find(ACTIONS).orElseThrow();
    private static final Instant RECORDED = Instant.parse("2026-11-21T06:00:00.123Z");
    private static final Attempts ATTEMPTS =
            new Attempts(3, Instant.parse("2026-11-21T06:00:01Z"), Instant.parse("2026-11-21T06:00:09Z"));

    private final LetterReader reader = new LetterReader(Contracts.builtIn());

    private static LogRecord record(byte @Nullable [] key, byte @Nullable [] value, Header... headers) {
        return new LogRecord(new LogPartition(ACTIONS, 3), 41, RECORDED, key, value, List.of(headers));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static FailedRecord failed(LogRecord record, Throwable cause) {
        return new FailedRecord(
                record,
                cause,
                new Handler("db-writer-group", "postgres"),
                Disposition.EXHAUSTED,
                ATTEMPTS,
                Receiver.SINK);
    }

    private Letter written(LogRecord record, Throwable cause) {
        return written(record, cause, Shape.WHOLE);
    }

    private Letter written(LogRecord record, Throwable cause, Shape shape) {
        return reader.read(appended(LetterWriter.write(failed(record, cause), TARGET, shape), 7));
    }

    private static LogRecord appended(NewRecord letter, long offset) {
        return new LogRecord(
                new LogPartition(letter.topic(), 0),
                offset,
                letter.timestamp(),
                letter.key(),
                letter.value(),
                letter.headers());
    }

    private static PermanentFailure undecodable(String json) {
        try {
            new EventDecoder(CONTRACT).decode(bytes(json), List.of(), new SourcePosition(ACTIONS, 3, 41), RECORDED);
        } catch (PermanentFailure e) {
            return e;
        }
        throw new AssertionError("readable: " + json);
    }

    @Test
    void saysWhereTheRecordCameFromAndWhyItWasGivenUp() {
        Letter letter = written(record(bytes("c-1"), bytes("{}")), undecodable("{}"));

        assertThat(letter.family()).isEqualTo(Family.AGENTBUS);
        assertThat(letter.origin().map(Origin::position)).hasToString("Optional[agent-actions-3@41]");
        assertThat(letter.origin().flatMap(Origin::time)).contains(RECORDED);
        assertThat(letter.handler()).isEqualTo(new Handler("db-writer-group", "postgres"));
        assertThat(letter.disposition()).contains(Disposition.EXHAUSTED);
        assertThat(letter.attempts()).isEqualTo(ATTEMPTS);
        assertThat(letter.cause().rule()).isEqualTo("required");
        assertThat(letter.cause().field()).isEqualTo("agent_name");
        assertThat(letter.cause().stackTrace()).contains("EventDecoder");
        assertThat(letter.time()).isEqualTo(ATTEMPTS.last());
    }

    @Test
    void keepsKeyValueAndHeadersByteForByteWhateverTheyHold() {
        Random random = new Random(20261121);
        for (int round = 0; round < 500; round++) {
            List<Header> headers = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                headers.add(new Header("h" + random.nextInt(3), noise(random)));
            }
            LogRecord record = record(
                    random.nextInt(5) == 0 ? null : noise(random),
                    random.nextInt(5) == 0 ? null : noise(random),
                    headers.toArray(Header[]::new));

            Original original = written(record, undecodable("[")).original();

            assertThat(Arrays.equals(original.key(), record.key()))
                    .as("key, round %d", round)
                    .isTrue();
            assertThat(Arrays.equals(original.value(), record.value()))
                    .as("value, round %d", round)
                    .isTrue();
            assertThat(original.headers()).isEqualTo(headers);
        }
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(40)];
        random.nextBytes(noise);
        return noise;
    }

    /// Quarkus lost users' headers when a record came into its dead letters for the second time.
    @Test
    void keepsTheHeadersOfUsersAndTheTraceWhenARecordIsGivenUpForTheSecondTime() {
        Header own = Header.of("x-own", "kept");
        Header trace = Header.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        Header id = Header.of("ce_id", "evt-1");
        NewRecord first = LetterWriter.write(
                failed(record(null, bytes("{"), id, own, own, trace), undecodable("[")), TARGET, Shape.WHOLE);
        LogRecord again = new LogRecord(new LogPartition(ACTIONS, 3), 77, RECORDED, null, bytes("{"), first.headers());

        Letter letter = written(again, undecodable("{}"));

        assertThat(letter.original().headers()).containsSubsequence(id, own, own, trace);
        assertThat(letter.ids().trace()).contains("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    /// A header that is left from an earlier failure must not stand for this one.
    @Test
    void carriesNoStaleHeadersOfItsEarlierFailure() {
        NewRecord first = LetterWriter.write(failed(record(null, bytes("{")), undecodable("[")), TARGET, Shape.WHOLE);
        LogRecord again = new LogRecord(new LogPartition(ACTIONS, 3), 77, RECORDED, null, bytes("{"), first.headers());

        NewRecord second = LetterWriter.write(failed(again, undecodable("{}")), TARGET, Shape.WHOLE);

        assertThat(second.headers().stream().filter(header -> header.name().equals(OwnHeaders.OFFSET)))
                .containsExactly(Header.of(OwnHeaders.OFFSET, "77"));
        assertThat(second.headers().stream().filter(header -> header.name().equals(OwnHeaders.RULE)))
                .containsExactly(Header.of(OwnHeaders.RULE, "required"));
    }

    @Test
    void keepsTheLineageOfARecordThatWasRedriven() {
        Letter first = written(record(null, bytes("{")), undecodable("["));
        List<Header> headers = new ArrayList<>(first.lineage().headersOfNext(first.id(), first.origin()));
        LogRecord again = new LogRecord(new LogPartition(ACTIONS, 3), 77, RECORDED, null, bytes("{"), headers);

        Letter second = written(again, undecodable("["));
        Letter third = written(
                new LogRecord(
                        new LogPartition(ACTIONS, 3),
                        99,
                        RECORDED,
                        null,
                        bytes("{"),
                        second.lineage().headersOfNext(second.id(), second.origin())),
                undecodable("["));

        assertThat(third.lineage().redrives()).isEqualTo(2);
        assertThat(third.lineage().original()).contains(first.id());
        assertThat(third.lineage().parent()).contains(second.id());
        assertThat(third.lineage().from()).isEqualTo("agent-actions-3@41");
        assertThat(third.original().headers()).isEmpty();
    }

    @Test
    void writesTheSameIdForTheSameRecordAndGroupAndNoOther() {
        LogRecord record = record(null, bytes("{"));
        LogRecord ofAnotherLog =
                new LogRecord(record.partition(), record.offset(), RECORDED.plusMillis(1), null, bytes("{"), List.of());

        assertThat(LetterWriter.idOf(record, "a")).isEqualTo(LetterWriter.idOf(record(null, null), "a"));
        assertThat(LetterWriter.idOf(record, "a")).isNotEqualTo(LetterWriter.idOf(record, "b"));
        assertThat(LetterWriter.idOf(record, "a")).isNotEqualTo(LetterWriter.idOf(ofAnotherLog, "a"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Shape.class,
            names = {"WITHOUT_VALUE", "BARE"})
    void saysHowMuchItLeavesWhereItStands(Shape shape) {
        Letter letter = written(record(bytes("k"), bytes("12345"), Header.of("x-own", "1")), undecodable("["), shape);

        assertThat(letter.original().value()).isNull();
        assertThat(letter.original().leftInLogBytes()).hasValue(5);
        assertThat(letter.origin()).isPresent();
        assertThat(letter.original().headers()).hasSize(shape == Shape.BARE ? 0 : 1);
    }

    @Test
    void shortensAStackTraceAndKeepsWhatBeganIt() {
        Throwable cause = new IllegalArgumentException("the very beginning");
        for (int i = 0; i < 200; i++) {
            cause = new IllegalStateException("wrapped " + i, cause);
        }

        String trace = written(record(null, null), cause).cause().stackTrace();

        assertThat(trace).hasSizeLessThanOrEqualTo(6_000).contains("wrapped 199", "the very beginning", "shortened");
    }

    @Test
    void boundsAMessageThatQuotesAWholePayload() {
        Letter letter = written(record(null, null), new PermanentFailure("x".repeat(100_000)));

        assertThat(letter.cause().message()).hasSize(1_000);
    }

    @Test
    void namesTheSameCauseAlikeWhateverTheEventsHold() {
        String one = fingerprint(undecodable("""
                {"agent_name":"a","action_type":"tool_call","action_name":"x","duration_ms":"fast"}"""));
        String two = fingerprint(undecodable("""
                {"action_type":"tool_call","agent_name":"b","action_name":"y","duration_ms":"slow"}"""));
        String otherField = fingerprint(undecodable("""
                {"agent_name":"a","action_type":"tool_call","action_name":"x","timestamp":"later"}"""));

        assertThat(one).isEqualTo(two).isNotEqualTo(otherField);
    }

    @Test
    void tellsRefusalsOfADatabaseApartByTheirState() {
        String range = fingerprint(new PermanentFailure("refused: 17", new SQLException("out of range: 17", "22003")));
        String rangeToo = fingerprint(new PermanentFailure("refused: 4", new SQLException("out of range: 4", "22003")));
        String check = fingerprint(new PermanentFailure("refused: 17", new SQLException("violates: 17", "23514")));

        assertThat(range).isEqualTo(rangeToo).isNotEqualTo(check);
    }

    private String fingerprint(Throwable cause) {
        return written(record(null, bytes("{}")), cause).cause().fingerprint();
    }

    @Test
    void findsTheIdsOfAPayloadThatBreaksOffLater() {
        TraceIds ids = written(
                        record(null, bytes("{\"data\":{\"eventId\":\"e-1\",\"correlation_id\":\"c-1\"},\"x\":")),
                        undecodable("["))
                .ids();

        assertThat(ids.event()).contains("e-1");
        assertThat(ids.correlation()).contains("c-1");
    }

    @Test
    void takesTheKeyForTheTraceWhereTheContractSaysSo() {
        TraceIds ids = written(record(bytes("c-1"), bytes("no JSON")), undecodable("["))
                .ids();

        assertThat(ids.correlation()).contains("c-1");
    }
}
