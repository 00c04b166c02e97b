package dev.agentbus.sink.postgres.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.Header;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.Worker;
import dev.agentbus.process.deadletter.Disposition;
import dev.agentbus.process.deadletter.Family;
import dev.agentbus.process.deadletter.Letter;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.StoredLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterMirrorTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();
    private static final byte[] NO_TEXT = {'{', '"', (byte) 0xFF, 0, '"', ':', '1', '}'};

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

    private static Header[] connect(String offset, String redrives) {
        return new Header[] {
            Header.of("x-agentbus-redrive-count", redrives),
            Header.of("x-agentbus-redrive-letter", "018f0000-0000-7000-8000-000000000001"),
            Header.of("x-agentbus-redrive-original", "018f0000-0000-7000-8000-000000000002"),
            Header.of("x-agentbus-redrive-from", "agent-actions-0@1"),
            Header.of("__connect.errors.topic", "agent-actions"),
            Header.of("__connect.errors.partition", "2"),
            Header.of("__connect.errors.offset", offset)
        };
    }

    @Test
    void keepsARecordThatCouldNotBeReadByteForByteWithAllThatIsKnownOfIt() {
        Header own = Header.of("x-own", "kept");
        Header noText = new Header("x-bytes", new byte[] {0, (byte) 0xFE});
        world.startWriter();
        world.startMirror();

        world.append(LetterWorld.ACTIONS, "c-1", NO_TEXT, own, own, noText, Header.of("ce_id", "evt-1"));

        StoredLetter stored = world.awaitLetters(1).getFirst();
        Letter letter = stored.letter();
        assertThat(stored.status()).isEqualTo(LetterStatus.PENDING);
        assertThat(letter.family()).isEqualTo(Family.AGENTBUS);
        assertThat(letter.original().key()).isEqualTo("c-1".getBytes(StandardCharsets.UTF_8));
        assertThat(letter.original().value()).isEqualTo(NO_TEXT);
        assertThat(letter.original().headers()).containsExactly(own, own, noText, Header.of("ce_id", "evt-1"));
        assertThat(letter.origin().orElseThrow().topic()).isEqualTo(LetterWorld.ACTIONS);
        assertThat(letter.origin().orElseThrow().time()).contains(LetterWorld.RECORDED);
        assertThat(letter.handler().group()).isEqualTo("db-writer-group");
        assertThat(letter.disposition()).contains(Disposition.POISON);
        assertThat(letter.cause().rule()).isEqualTo("utf-8");
        assertThat(letter.cause().stackTrace()).contains("EventDecoder");
        assertThat(letter.attempts().count()).isEqualTo(1);
        assertThat(letter.ids().event()).contains("evt-1");
        assertThat(letter.ids().correlation()).contains("c-1");
    }

    @Test
    void keepsALetterOnceThatStandsTwiceInItsTopic() throws SQLException {
        world.startWriter();
        world.append(LetterWorld.ACTIONS, "c-1", "no JSON");
        await().until(() -> world.deadLetters().size() == 1);
        LogRecord letter = world.deadLetters().getFirst();
        world.append(LetterWorld.LETTERS, "c-1", "no JSON", letter.headers().toArray(Header[]::new));

        Worker mirror = world.startMirror();

        await().until(() -> mirror.status().total().duplicates() == 1);
        assertThat(world.awaitLetters(1)).hasSize(1);
        assertThat(world.number("select next_offset from agentbus_offsets where topic = 'agent-dead-letters'"))
                .isEqualTo(2);
    }

    /// Spring's count of attempts is four bytes; taken for text they held U+0000, no table took the row,
    /// and the reader of dead letters read the same record for ever.
    @Test
    void goesOnAfterALetterWhoseHeadersHoldZeroBytes() {
        Header zeros = new Header("kafka_dlt-exception-message", "no\0text".getBytes(StandardCharsets.UTF_8));
        world.startMirror();

        world.append(
                LetterWorld.FOREIGN,
                "k",
                "{}",
                Header.of("kafka_dlt-original-topic", "agent-actions"),
                new Header(
                        "kafka_dlt-original-partition",
                        ByteBuffer.allocate(4).putInt(1).array()),
                new Header(
                        "kafka_dlt-original-offset",
                        ByteBuffer.allocate(8).putLong(9).array()),
                new Header(
                        "retry_topic-attempts", ByteBuffer.allocate(4).putInt(3).array()),
                zeros);
        world.append(LetterWorld.FOREIGN, "k", "{}", connect("7", "0"));

        List<StoredLetter> letters = world.awaitLetters(2);
        assertThat(letters.getFirst().letter().attempts().count()).isEqualTo(3);
        assertThat(letters).extracting(each -> each.letter().family()).containsExactly(Family.SPRING, Family.CONNECT);
    }

    @Test
    void parksWhatFailedAgainAfterThreeRedrives() {
        world.startMirror();

        world.append(LetterWorld.FOREIGN, "k", "{}", connect("7", "2"));
        world.append(LetterWorld.FOREIGN, "k", "{}", connect("8", "3"));

        List<StoredLetter> letters = world.awaitLetters(2);
        assertThat(letters).extracting(StoredLetter::status).containsExactly(LetterStatus.PENDING, LetterStatus.PARKED);
        assertThat(letters.getLast().reason()).isEqualTo("redriven 3 times, and failed again");
        assertThat(letters.getLast().letter().lineage().from()).isEqualTo("agent-actions-0@1");
    }

    /// A letter about a letter would have no end.
    @Test
    void leavesALetterWhereItStandsThatTheTableRefuses() throws SQLException {
        world.letters.countByStatus();
        world.execute("alter table dead_letters add check (kafka_offset is null or kafka_offset <> 7)");
        Worker mirror = world.startMirror();

        world.append(LetterWorld.FOREIGN, "k", "{}", connect("6", "0"));
        world.append(LetterWorld.FOREIGN, "k", "{}", connect("7", "0"));
        world.append(LetterWorld.FOREIGN, "k", "{}", connect("8", "0"));

        assertThat(world.awaitLetters(2)).hasSize(2);
        await().until(() -> mirror.status().total().deadLettered() == 1);
        assertThat(world.deadLetters()).isEmpty();
    }
}
