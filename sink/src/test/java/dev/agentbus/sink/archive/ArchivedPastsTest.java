package dev.agentbus.sink.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.replay.ArchivedPast;
import dev.agentbus.process.replay.OffsetRange;
import dev.agentbus.process.replay.ReplayOrigin;
import dev.agentbus.process.replay.ReplaySource;
import dev.agentbus.process.replay.ReplaySource.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedPastsTest {
    private static final Instant NOON = ArchiveWorld.NOON;
    private static final String CLUSTER = ArchiveWorld.CONSUMER.clusterId();

    @TempDir
    private Path folder;

    private final List<String> downloads = new ArrayList<>();
    private final Set<String> away = new HashSet<>();
    private ArchiveWorld world;
    private ArchivedPasts pasts;

    /// Two segments over four hours; in the second one an event of the first hour that came late.
    @BeforeEach
    void archive() {
        world = new ArchiveWorld(folder).produce(50);
        archiveAll();
        world.append(ArchiveWorld.event(1_000, NOON.plusSeconds(90)), List.of(Header.of("late", "yes")));
        world.produce(20);
        world.append("no event at all".getBytes(java.nio.charset.StandardCharsets.UTF_8), List.of());
        archiveAll();
        pasts = new ArchivedPasts(
                where -> new Archive(
                        where.isPresent()
                                ? new FolderStore(Path.of(where.get()))
                                : new CountingStore(world.store(), downloads, away)),
                folder.resolve("copies"));
        pasts.start();
    }

    @AfterEach
    void close() {
        pasts.close();
    }

    private void archiveAll() {
        ArchiveWorld.Member member = world.process(world.store(), ArchiveSettings.spoolingTo(Path.of("unused")));
        member.claim();
        member.store(Integer.MAX_VALUE / 2);
        member.finish();
    }

    private List<ArchivedPast> find(ReplaySource source, String cluster) {
        return pasts.find(
                new ReplayOrigin.Archive(Optional.empty()), List.of(ArchiveWorld.PARTITION.topic()), source, cluster);
    }

    private ArchivedPast past(ReplaySource source) {
        List<ArchivedPast> found = find(source, CLUSTER);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static List<LogRecord> read(ArchivedPast past) {
        List<LogRecord> all = new ArrayList<>();
        try (LogReader reader = past.reader(ReaderSettings.withoutGroup())) {
            reader.assign(past.ranges().keySet());
            for (List<LogRecord> some = reader.poll(Duration.ZERO);
                    !some.isEmpty();
                    some = reader.poll(Duration.ZERO)) {
                all.addAll(some);
            }
        }
        return all;
    }

    private static List<Long> offsets(List<LogRecord> records) {
        return records.stream().map(LogRecord::offset).toList();
    }

    @Test
    void bringsEveryRecordInTheOrderOfTheLogByteForByte() {
        List<LogRecord> read = read(past(TimeRange.ALL));

        assertThat(read).usingRecursiveFieldByFieldElementComparator().isEqualTo(world.log());
    }

    @Test
    void readsForAnHourTheFilesOfThatHourAndWhatCameLate() {
        ArchivedPast past = past(new TimeRange(NOON, NOON.plus(Duration.ofHours(1))));

        List<Long> read = offsets(read(past));

        assertThat(downloads).hasSize(2).allMatch(key -> key.contains("/hour=12/"));
        assertThat(read).hasSize(22).contains(0L, 19L, 50L).doesNotContain(20L);
        assertThat(past.ranges()).containsEntry(ArchiveWorld.PARTITION, new OffsetRange(0, 72));
    }

    @Test
    void goesOnFromAnyOffset() {
        ArchivedPast past = past(TimeRange.ALL);

        try (LogReader reader = past.reader(ReaderSettings.withoutGroup())) {
            reader.assign(past.ranges().keySet());
            reader.poll(Duration.ZERO);
            reader.seek(ArchiveWorld.PARTITION, 60);

            assertThat(offsets(reader.poll(Duration.ZERO))).startsWith(60L, 61L).hasSize(12);
        }
    }

    @Test
    void readsOffsetsOnlyOfTheClusterTheyMean() {
        ReplaySource some = new ReplaySource.Offsets(Map.of(ArchiveWorld.PARTITION, new OffsetRange(45, 48)));

        List<ArchivedPast> another = find(some, "another-cluster");
        List<LogRecord> read = read(past(some));

        assertThat(another).isEmpty();
        assertThat(offsets(read)).contains(45L, 46L, 47L).doesNotContain(0L, 60L);
    }

    @Test
    void leavesOutAndNamesAFileThatIsNotAsItWasWritten() throws IOException {
        String key = world.files().stream()
                .filter(name -> name.contains("/hour=13/"))
                .findFirst()
                .orElseThrow();
        Path file = folder.resolve("archive").resolve(key);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        ArchivedPast past = past(TimeRange.ALL);

        List<Long> read = offsets(read(past));

        assertThat(past.broken()).singleElement().asString().startsWith(key + ": its checksum must be");
        assertThat(read).contains(0L, 19L, 40L, 71L).doesNotContain(20L, 39L);
    }

    @Test
    void namesAFileThatIsGone() throws IOException {
        String key = world.files().getFirst();
        Files.delete(folder.resolve("archive").resolve(key));
        ArchivedPast past = past(TimeRange.ALL);

        read(past);

        assertThat(past.broken()).containsExactly(key + ": it is missing");
    }

    @Test
    void losesNothingWhenTheStoreGoesAwayWhileItReads() {
        ArchivedPast past = past(TimeRange.ALL);
        away.add("/hour=15/");

        try (LogReader reader = past.reader(ReaderSettings.withoutGroup())) {
            reader.assign(past.ranges().keySet());
            List<Long> before = offsets(reader.poll(Duration.ZERO));
            assertThatThrownBy(() -> reader.poll(Duration.ZERO)).isInstanceOf(TransientFailure.class);
            away.clear();
            List<Long> after = offsets(reader.poll(Duration.ZERO));

            assertThat(before).hasSize(50).startsWith(0L).endsWith(49L);
            assertThat(after).hasSize(22).startsWith(50L).endsWith(71L);
            assertThat(past.broken()).isEmpty();
        }
    }

    @Test
    void leavesNoCopiesBehind() throws IOException {
        read(past(TimeRange.ALL));

        try (var left = Files.list(folder.resolve("copies"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void takesNoFolderForAnArchiveAndMakesNoneOfIt() {
        Path other = folder.resolve("other");

        assertThatThrownBy(() -> pasts.find(
                        new ReplayOrigin.Archive(Optional.of(other.toString())), List.of(), TimeRange.ALL, CLUSTER))
                .isInstanceOf(PermanentFailure.class)
                .hasMessage("Cannot replay: there must be an archive, got: " + other);
        assertThat(other).doesNotExist();
    }
}
