package dev.agentbus.process.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

class SqliteStoreTest {
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final Expiries EXPIRIES = new Expiries(Duration.ofMinutes(1), Duration.ofHours(1));

    private final MutableClock clock = MutableClock.of(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private final List<SqliteIdempotencyStore> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("claims.db");
    }

    @AfterEach
    void close() {
        opened.forEach(SqliteIdempotencyStore::close);
    }

    private SqliteIdempotencyStore open() {
        SqliteIdempotencyStore store = new SqliteIdempotencyStore(file, clock);
        opened.add(store);
        return store;
    }

    private static List<ClaimRequest> requests(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new ClaimRequest(new ClaimKey("pager", TOPIC, new EventId(prefix + i)), PayloadHash.of(null)))
                .toList();
    }

    private static List<Ticket> tickets(List<ClaimOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> ((ClaimOutcome.Claimed) outcome).ticket())
                .toList();
    }

    private int rows() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet result = connection.createStatement().executeQuery("SELECT count(*) FROM claims")) {
            return result.getInt(1);
        }
    }

    @Test
    void touchesNoFileBeforeItIsAsked() {
        open();

        assertThat(file).doesNotExist();
    }

    @Test
    void knowsAfterARestartWhatWasDoneBefore() {
        SqliteIdempotencyStore first = open();
        List<ClaimRequest> requests = requests("e", 2);
        List<Ticket> tickets = tickets(first.claim(requests, EXPIRIES));
        first.complete(tickets.subList(0, 1), EXPIRIES);
        first.close();

        SqliteIdempotencyStore second = open();

        assertThat(second.claim(requests, EXPIRIES))
                .containsExactly(
                        new ClaimOutcome.Done(requests.get(0).key()),
                        new ClaimOutcome.InProgress(requests.get(1).key(), EXPIRIES.inProgress()));
        assertThat(second.complete(tickets, EXPIRIES)).isEmpty();
        assertThat(tickets(second.claim(requests("f", 1), EXPIRIES)).getFirst().fence())
                .isGreaterThan(tickets.getLast().fence());
    }

    /// eventuate-tram #46, eventuate-cdc #103: tables of what was received grew until the disk was
    /// full.
    @Test
    void keepsNoRowForLongerThanItRemembers() throws SQLException {
        SqliteIdempotencyStore store = open();
        store.complete(tickets(store.claim(requests("old", 3_000), EXPIRIES)), EXPIRIES);
        clock.add(EXPIRIES.done());

        store.claim(requests("new", 1), EXPIRIES);
        store.claim(requests("newer", 1), EXPIRIES);

        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void grantsAllOfABatchOrNone() throws SQLException {
        SqliteIdempotencyStore store = open();
        store.check();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            connection
                    .createStatement()
                    .execute("CREATE TRIGGER full BEFORE INSERT ON claims WHEN NEW.event = 'e5'"
                            + " BEGIN SELECT RAISE(ABORT, 'no room'); END");
        }

        assertThatThrownBy(() -> store.claim(requests("e", 10), EXPIRIES))
                .isInstanceOf(TransientFailure.class)
                .hasMessageStartingWith("Cannot claim in the idempotency store: ")
                .hasMessageContaining("no room")
                .hasMessageEndingWith("got: " + file);

        assertThat(rows()).isZero();
    }

    @Test
    void saysWhichFileCannotBeOpened() throws IOException {
        Files.createDirectory(file);

        assertThatThrownBy(() -> open().check())
                .isInstanceOf(TransientFailure.class)
                .hasMessageStartingWith("Cannot ask the idempotency store: ")
                .hasMessageEndingWith("got: " + file);
    }

    @Test
    void goesOnOnceTheFileCanBeOpened() throws IOException {
        Files.createDirectory(file);
        SqliteIdempotencyStore store = open();
        assertThatThrownBy(store::check).isInstanceOf(TransientFailure.class);

        Files.delete(file);

        store.check();
    }

    @Test
    void answersNothingOnceItIsClosed() {
        SqliteIdempotencyStore store = open();
        store.close();

        assertThatThrownBy(() -> store.claim(requests("e", 1), EXPIRIES)).isInstanceOf(TransientFailure.class);
    }
}
