package dev.agentbus.sink.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.RecordDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
    @TempDir
    private Path folder;

    private ArchiveWorld world;
    private final MemoryLog log =
            new MemoryLog().withTopic(ArchiveWorld.CONTRACT.topic().value(), 2);

    @BeforeEach
    void produce() {
        world = new ArchiveWorld(folder).produce(20);
    }

    private Restore.Progress restore(ArchiveRange range) throws IOException {
        ArchiveWorld.Member member = world.process(world.store(), ArchiveSettings.spoolingTo(Path.of("unused")));
        member.claim();
        member.store(Integer.MAX_VALUE / 2);
        member.finish();
        return new Restore(new Archive(world.store()), Clock.systemUTC())
                .run(range, log, "restore-1", new Restore.Work(folder, _ -> {}));
    }

    private List<LogRecord> restored() {
        List<LogRecord> records = new ArrayList<>();
        IntStream.range(0, 2)
                .mapToObj(number -> log.recordsOf(new LogPartition(ArchiveWorld.CONTRACT.topic(), number)))
                .forEach(records::addAll);
        return records;
    }

    private static String text(LogRecord record) {
        return new String(Objects.requireNonNull(record.value()), UTF_8);
    }

    private static String idOf(LogRecord record) {
        return RecordDecoder.ofEvents(ArchiveWorld.CONTRACT).decode(record).id().value();
    }

    @Test
    void bringsBackKeyBytesHeadersAndIds() throws IOException {
        restore(ArchiveRange.ALL);

        assertThat(restored()).hasSize(20).allSatisfy(record -> {
            LogRecord first = world.log().stream()
                    .filter(old -> text(old).equals(text(record)))
                    .findFirst()
                    .orElseThrow();
            assertThat(record.key()).isEqualTo(first.key());
            assertThat(record.headers()).startsWith(first.headers().toArray(Header[]::new));
            assertThat(idOf(record)).isEqualTo(idOf(first));
            assertThat(Envelope.find(record.headers(), Envelope.REPLAY)).hasValue("restore-1");
            assertThat(Envelope.find(record.headers(), RestoredMark.NAME).orElseThrow())
                    .endsWith("/" + first.position());
        });
    }

    @Test
    void givesAnEventWithoutAnIdTheOneOfItsFirstPlace() throws IOException {
        LogRecord bare = world.append(
                "{\"agent_name\":\"a\",\"action_type\":\"t\",\"action_name\":\"bare\"}".getBytes(UTF_8), List.of());

        restore(ArchiveRange.ALL);

        LogRecord again = restored().stream()
                .filter(record -> text(record).contains("bare"))
                .findFirst()
                .orElseThrow();
        assertThat(idOf(again))
                .isEqualTo(EventId.at(ArchiveWorld.PARTITION.topic(), ArchiveWorld.PARTITION.number(), bare.offset())
                        .value());
        assertThat(RecordDecoder.ofEvents(ArchiveWorld.CONTRACT).decode(again).time())
                .isEqualTo(bare.timestamp());
    }

    @Test
    void bringsBackOnlyWhatHappenedInTheRange() throws IOException {
        ArchiveRange range = new ArchiveRange(
                Set.of(ArchiveWorld.CONTRACT.topic()),
                Optional.of(ArchiveWorld.NOON.plus(Duration.ofMinutes(6))),
                Optional.of(ArchiveWorld.NOON.plus(Duration.ofMinutes(15))));

        Restore.Progress done = restore(range);

        assertThat(done.rows()).isEqualTo(3);
        assertThat(restored()).hasSize(3);
        assertThat(new Restore(new Archive(world.store()), Clock.systemUTC())
                        .rehearse(range, folder)
                        .rows())
                .isEqualTo(3);
    }
}
