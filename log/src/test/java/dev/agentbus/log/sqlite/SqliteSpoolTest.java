package dev.agentbus.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.NewRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSpoolTest {
    private static final Instant TIME = Instant.parse("2026-11-21T06:00:00.123456789Z");

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void namesTheFile() {
        file = folder.resolve("spool").resolve("test.db");
    }

    @Test
    void keepsARecordWhole() {
        NewRecord record = new NewRecord(
                new TopicName("agent-actions"),
                "key".getBytes(UTF_8),
                new byte[] {0, -1, 5},
                List.of(Header.of(Envelope.ID, "id-1"), new Header("raw", new byte[] {0, -2})),
                TIME);
        try (SqliteSpool spool = open()) {
            spool.append(List.of(record, new NewRecord(record.topic(), null, null, List.of(), TIME)));
        }

        try (SqliteSpool spool = open()) {
            List<SpooledRecord> read = spool.readAfter(0, 10);
            assertThat(read.get(0).record()).usingRecursiveComparison().isEqualTo(record);
            assertThat(read.get(1).record().key()).isNull();
            assertThat(read.get(1).record().value()).isNull();
        }
    }

    @Test
    void givesRecordsInTheirOrderAndForgetsWhatIsDone() {
        try (SqliteSpool spool = open()) {
            spool.append(records(0, 5));
            spool.append(records(5, 10));

            List<SpooledRecord> first = spool.readAfter(0, 7);
            spool.deleteUpTo(first.get(6).sequence());

            assertThat(texts(first)).containsExactly("0", "1", "2", "3", "4", "5", "6");
            assertThat(texts(spool.readAfter(0, 100))).containsExactly("7", "8", "9");
            assertThat(texts(spool.readAfter(first.get(6).sequence() + 1, 100))).containsExactly("8", "9");
            assertThat(spool.events()).isEqualTo(3);
            assertThat(spool.bytes()).isPositive();
        }
    }

    @Test
    void neverUsesASequenceNumberTwice() {
        long last;
        try (SqliteSpool spool = open()) {
            spool.append(records(0, 3));
            last = spool.readAfter(0, 3).get(2).sequence();
            spool.deleteUpTo(last);
            spool.append(records(3, 4));

            assertThat(spool.readAfter(0, 1).get(0).sequence()).isGreaterThan(last);
        }
    }

    @Test
    void isForOneOwnerAtATime() {
        try (SqliteSpool spool = open()) {
            spool.append(records(0, 1));

            assertThat(SqliteSpool.open(file, SqliteSpool.DEFAULT_MAX_BYTES)).isEmpty();
        }

        try (SqliteSpool spool = open()) {
            assertThat(spool.events()).isEqualTo(1);
        }
    }

    @Test
    void isForNobodyElseToRead() throws IOException {
        try (SqliteSpool spool = open()) {
            spool.append(records(0, 1));

            assertThat(rights(folder.resolve("spool"))).isEqualTo("rwx------");
            try (var files = Files.list(folder.resolve("spool"))) {
                assertThat(files)
                        .hasSizeGreaterThan(1)
                        .allMatch(each -> rights(each).equals("rw-------"));
            }
        }
    }

    @Test
    void leavesNoFilesBehindWhenDrained() throws IOException {
        SqliteSpool spool = open();
        spool.append(records(0, 1));
        spool.deleteUpTo(spool.readAfter(0, 1).get(0).sequence());

        spool.close();

        try (var files = Files.list(folder.resolve("spool"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void keepsWhatCanNeverBeDeliveredAside() {
        try (SqliteSpool spool = open()) {
            spool.append(records(0, 3));

            spool.setAside(spool.readAfter(0, 3).get(1).sequence(), "too large");

            assertThat(texts(spool.readAfter(0, 10))).containsExactly("0", "2");
            assertThat(spool.eventsSetAside()).isEqualTo(1);
        }
        try (SqliteSpool spool = open()) {
            assertThat(spool.eventsSetAside()).isEqualTo(1);
        }
    }

    @Test
    void saysThatTheDiskIsFullAndKeepsWhatItHas() {
        try (SqliteSpool spool = SqliteSpool.open(file, 1 << 20).orElseThrow()) {
            spool.append(List.of(sized(300_000)));

            assertThatThrownBy(() -> spool.append(List.of(sized(400_000), sized(400_000))))
                    .isInstanceOf(TransientFailure.class)
                    .hasMessage("Cannot append to the spool: the disk is full or the spool has reached its bound, got: "
                            + file);

            assertThat(spool.readAfter(0, 10)).hasSize(1);
            spool.deleteUpTo(Long.MAX_VALUE);
            spool.append(List.of(sized(400_000)));
            assertThat(spool.events()).isEqualTo(1);
        }
    }

    @Test
    void setsAFlippedRecordAsideAndGivesTheRest() throws IOException {
        try (SqliteSpool spool = open()) {
            spool.append(List.of(record("first"), record("second-marked"), record("third")));
        }
        overwrite(lastIndexOf("second-marked".getBytes(UTF_8)), new byte[] {'X'});

        try (SqliteSpool spool = open()) {
            assertThat(texts(spool.readAfter(0, 10))).containsExactly("first", "third");
            assertThat(spool.eventsSetAside()).isEqualTo(1);
            assertThat(spool.events()).isEqualTo(2);
        }
    }

    @Test
    void savesWhatStandsOnSoundPages() throws IOException {
        int records = 2000;
        try (SqliteSpool spool = open()) {
            spool.append(records(0, records));
        }
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        int page = 8 + new Random(seed).nextInt(20);
        overwrite(page * 4096L, new byte[4096]);

        try (SqliteSpool spool = open()) {
            List<String> left = texts(spool.readAfter(0, records));
            assertThat(left).hasSizeGreaterThan(records - 100).hasSizeLessThan(records);
            assertThat(left.stream().map(Integer::parseInt)).isSorted();
            spool.append(List.of(record("new")));
            assertThat(spool.events()).isEqualTo(left.size() + 1L);
        }
    }

    @Test
    void savesWhatIsLeftOfATornFile() throws IOException {
        try (SqliteSpool spool = open()) {
            spool.append(records(0, 2000));
        }
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(access.length() * 2 / 3);
        }

        try (SqliteSpool spool = open()) {
            assertThat(texts(spool.readAfter(0, 2000))).hasSizeGreaterThan(1000).startsWith("0", "1");
        }
    }

    @Test
    void beginsAnewWhenTheFileIsNoDatabaseAnyMore() throws IOException {
        try (SqliteSpool spool = open()) {
            spool.append(records(0, 10));
        }
        overwrite(0, new byte[200]);

        try (SqliteSpool spool = open()) {
            spool.append(List.of(record("new")));

            assertThat(texts(spool.readAfter(0, 100))).containsExactly("new");
            try (var files = Files.list(folder.resolve("spool"))) {
                assertThat(files).anyMatch(each -> each.toString().contains(".damaged-"));
            }
        }
    }

    private SqliteSpool open() {
        return SqliteSpool.open(file, SqliteSpool.DEFAULT_MAX_BYTES).orElseThrow();
    }

    private void overwrite(long at, byte[] bytes) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            access.write(bytes);
        }
    }

    /// Its last place: the first is the id, which is for people.
    private long lastIndexOf(byte[] marker) throws IOException {
        byte[] all = Files.readAllBytes(file);
        return IntStream.range(0, all.length - marker.length)
                .filter(i -> Arrays.equals(all, i, i + marker.length, marker, 0, marker.length))
                .max()
                .orElseThrow();
    }

    private static String rights(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<NewRecord> records(int from, int to) {
        List<NewRecord> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(record("" + i));
        }
        return records;
    }

    private static NewRecord record(String value) {
        return new NewRecord(
                new TopicName("t"),
                "k".getBytes(UTF_8),
                value.getBytes(UTF_8),
                List.of(Header.of("ce_id", value)),
                TIME);
    }

    private static NewRecord sized(int bytes) {
        return new NewRecord(new TopicName("t"), null, new byte[bytes], List.of(), TIME);
    }

    private static List<String> texts(List<SpooledRecord> records) {
        return records.stream()
                .map(each -> new String(Objects.requireNonNull(each.record().value()), UTF_8))
                .toList();
    }
}
