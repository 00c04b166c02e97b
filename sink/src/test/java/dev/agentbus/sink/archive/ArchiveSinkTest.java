package dev.agentbus.sink.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Header;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.StoreOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveSinkTest {
    private static final ArchiveSettings LARGE = ArchiveSettings.spoolingTo(Path.of("unused"));

    @TempDir
    private Path folder;

    @Test
    void keepsRecordsByteForByte() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(2);
        LogRecord odd = world.append(
                "{\"not\": an event".getBytes(StandardCharsets.UTF_8),
                List.of(
                        new Header("twice", new byte[] {0, -1}),
                        new Header("twice", new byte[0]),
                        Header.of("ünïcode", "ü")));

        archiveAll(world);

        assertThat(world.visibleAt(odd.offset())).usingRecursiveComparison().isEqualTo(odd);
        assertThat(world.visibleAt(1))
                .usingRecursiveComparison()
                .isEqualTo(world.log().get(1));
    }

    private static void archiveAll(ArchiveWorld world) {
        ArchiveWorld.Member process = world.process(world.store(), LARGE);
        process.claim();
        process.store(Integer.MAX_VALUE / 2);
        process.finish();
    }

    @Test
    void filesLateEventsByTheHourTheyHappenedIn() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(1);
        world.append(ArchiveWorld.event(1, Instant.parse("2025-12-31T23:59:59.999Z")), List.of());

        archiveAll(world);

        assertThat(world.files())
                .hasSize(2)
                .anyMatch(key -> key.startsWith("topic=agent-actions/date=2025-12-31/hour=23/"))
                .anyMatch(key -> key.startsWith("topic=agent-actions/date=2026-03-01/hour=12/"));
    }

    @Test
    void filesATimeOutsideOfHistoryByTheRecordsOwn() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder);
        world.append(ArchiveWorld.event(1, Instant.parse("+12026-01-01T00:00:00Z")), List.of());

        archiveAll(world);

        assertThat(world.files()).singleElement().asString().contains("date=2026-03-01/hour=12/");
        assertThat(world.wrong()).isEmpty();
    }

    @Test
    void closesFilesThatAreLargeEnough() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(43);
        ArchiveWorld.Member process =
                world.process(world.store(), new ArchiveSettings(folder, 2_000, Duration.ofMinutes(15), 1 << 20));
        process.claim();

        process.store(43);

        assertThat(world.visible().size()).isBetween(20, 42);
    }

    @Test
    void closesFilesOfAQuietTopicByTheWallClock() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(3);
        Settable clock = new Settable();
        ArchiveWorld.Member process = world.process(world.store(), LARGE, clock);
        process.claim();
        process.store(3);
        process.sink.writeDue(Set.of(ArchiveWorld.PARTITION));
        assertThat(world.files()).isEmpty();

        clock.now = ArchiveWorld.NOON.plus(ArchiveSettings.DEFAULT_FILE_AGE);
        process.sink.writeDue(Set.of(ArchiveWorld.PARTITION));

        assertThat(world.wrong()).isEmpty();
    }

    /// Moved by hand.
    private static final class Settable extends Clock {
        private Instant now = ArchiveWorld.NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    @Test
    void closesTheLargestFilesWhenTooMuchIsHeld() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(40);
        ArchiveWorld.Member process =
                world.process(world.store(), new ArchiveSettings(folder, 2_500, Duration.ofMinutes(15), 2_500));
        process.claim();

        process.store(9);
        process.store(2);

        assertThat(world.visible()).isNotEmpty();
    }

    @Test
    void fencesWhoWouldCutAStretchInAnotherWay() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(10);
        ArchiveWorld.Member zombie = world.process(world.store(), LARGE);
        zombie.claim();
        zombie.store(4);
        archiveAll(world);

        StoreOutcome outcome = zombie.finish();

        assertThat(outcome)
                .isEqualTo(new StoreOutcome.Fenced("Cannot archive agent-actions-3: another process has planned what"
                        + " follows offset 0, got: up to 4"));
        assertThat(world.wrong()).isEmpty();
    }

    @Test
    void forgetsPartitionsThatAreNotItsOwn() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(4);
        ArchiveWorld.Member process = world.process(world.store(), LARGE);
        process.claim();
        process.store(4);

        process.sink.writeDue(Set.of());
        process.finish();

        assertThat(world.files()).isEmpty();
        assertThat(process.store(4)).isInstanceOf(StoreOutcome.Fenced.class);
    }

    @Test
    void leavesOutWhatCameBackFromThisArchive() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(1);
        String id = new Archive(world.store()).open();
        world.append(
                ArchiveWorld.event(0, ArchiveWorld.NOON),
                List.of(Header.of(RestoredMark.NAME, id + "/agent-actions-3@0")));
        world.append(
                ArchiveWorld.event(7, ArchiveWorld.NOON),
                List.of(Header.of(RestoredMark.NAME, "another/agent-actions-3@0")));

        archiveAll(world);

        assertThat(world.visible()).containsOnlyKeys(0L, 2L);
    }

    @Test
    void makesTheSameBytesOfTheSameRecords() throws IOException {
        ArchiveWorld one = new ArchiveWorld(folder.resolve("one")).produce(50);
        ArchiveWorld two = new ArchiveWorld(folder.resolve("two")).produce(50);

        archiveAll(one);
        archiveAll(two);

        for (String key : one.files()) {
            assertThat(folder.resolve("one/archive").resolve(key))
                    .hasSameBinaryContentAs(folder.resolve("two/archive").resolve(key));
        }
    }

    @Test
    void refusesAStoreThatLetsTwoCreateTheSameObject() {
        ObjectStore careless = new ForgetfulStore(new FolderStore(folder));

        assertThatThrownBy(() -> new Archive(careless).open())
                .isInstanceOf(Misconfigured.class)
                .hasMessage("Cannot use archive: its store must refuse to create an object twice (If-None-Match), got: "
                        + folder);
    }

    @Test
    void emptiesItsSpoolAtStart() throws IOException {
        ArchiveWorld world = new ArchiveWorld(folder).produce(4);
        Path left = Files.createDirectories(folder.resolve("spool-0")).resolve("agent-actions-3.spool");
        Files.writeString(left, "torn");

        archiveAll(world);

        assertThat(world.wrong()).isEmpty();
    }
}
