package dev.agentbus.sink.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.RecordDecoder;
import dev.agentbus.process.StoreOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A partition of made-up records, an archive in a folder, and processes that carry one into the
/// other.
final class ArchiveWorld {
    static final Contract CONTRACT =
            Contracts.builtIn().find(new TopicName("agent-actions")).orElseThrow();
    static final LogPartition PARTITION = new LogPartition(CONTRACT.topic(), 3);
    static final ConsumerId CONSUMER = new ConsumerId("test-cluster", ArchiveSink.GROUP);
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Path folder;
    private final List<LogRecord> log = new ArrayList<>();
    private int processes;

    ArchiveWorld(Path folder) {
        this.folder = folder;
    }

    ObjectStore store() {
        return new FolderStore(folder.resolve("archive"));
    }

    /// Appends events, one every three minutes of event time.
    ArchiveWorld produce(int count) {
        for (int i = 0; i < count; i++) {
            long offset = log.size();
            append(event(offset, NOON.plus(Duration.ofMinutes(3 * offset))), List.of(Header.of("n", "" + offset)));
        }
        return this;
    }

    static byte[] event(long number, Instant time) {
        return """
                {"event_id":"%s","timestamp":"%s","agent_name":"agent-%d","action_type":"tool_call",\
                "action_name":"Read","action_details":{"n":%d},"duration_ms":%d}""".formatted(EventId.named("e" + number), time, number % 3, number, number)
                .getBytes(StandardCharsets.UTF_8);
    }

    LogRecord append(byte[] value, List<Header> headers) {
        LogRecord record = new LogRecord(
                PARTITION,
                log.size(),
                NOON.plusMillis(log.size()),
                ("key-" + log.size()).getBytes(StandardCharsets.UTF_8),
                value,
                headers);
        log.add(record);
        return record;
    }

    List<LogRecord> log() {
        return log;
    }

    Member process(ObjectStore store, ArchiveSettings limits) {
        return process(store, limits, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    Member process(ObjectStore store, ArchiveSettings limits, Clock clock) {
        ArchiveSettings own = new ArchiveSettings(
                folder.resolve("spool-" + processes++), limits.fileBytes(), limits.fileAge(), limits.heldBytes());
        return new Member(new ArchiveSink(new Archive(store), Contracts.of(List.of(CONTRACT)), own, clock));
    }

    /// A member of the group as the worker drives it.
    final class Member {
        final ArchiveSink sink;
        private Claim claim = new Claim(-1, Claim.NONE);

        Member(ArchiveSink sink) {
            this.sink = sink;
        }

        void claim() {
            claim = sink.claim(CONSUMER, Set.of(PARTITION)).getOrDefault(PARTITION, claim);
        }

        long position() {
            return Math.max(0, claim.position());
        }

        /// Gives the next records.
        StoreOutcome store(int count) {
            int from = (int) position();
            int to = Math.min(log.size(), from + count);
            RecordDecoder decoder = sink.decoder(CONTRACT);
            Batch batch = new Batch(
                    CONSUMER,
                    log.subList(from, to).stream().map(decoder::decode).toList(),
                    List.of(new Advance(PARTITION, claim.epoch(), claim.position(), to)));
            StoreOutcome outcome = sink.store(batch);
            if (outcome instanceof StoreOutcome.Stored) {
                claim = new Claim(claim.epoch(), to);
            }
            return outcome;
        }

        StoreOutcome finish() {
            return sink.writeAll(Set.of(PARTITION));
        }
    }

    /// Every record in the files that anyone sees, by offset.
    Map<Long, List<RowReader.Row>> visible() throws IOException {
        Map<Long, List<RowReader.Row>> rows = new TreeMap<>();
        for (String key : files()) {
            RowReader.read(
                    folder.resolve("archive").resolve(key),
                    PARTITION.topic(),
                    row -> rows.computeIfAbsent(row.record().offset(), _ -> new ArrayList<>())
                            .add(row));
        }
        return rows;
    }

    /// The one row of an offset.
    LogRecord visibleAt(long offset) throws IOException {
        List<RowReader.Row> rows = visible().getOrDefault(offset, List.of());
        assertThat(rows).hasSize(1);
        return rows.getFirst().record();
    }

    List<String> files() throws IOException {
        Path root = folder.resolve("archive");
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(key -> key.endsWith(".parquet") && !key.startsWith("_"))
                    .sorted()
                    .toList();
        }
    }

    /// How often each offset is in the archive, where it is not once.
    Map<Long, Integer> wrong() throws IOException {
        Map<Long, List<RowReader.Row>> rows = visible();
        Map<Long, Integer> wrong = new HashMap<>();
        for (LogRecord record : log) {
            int count = rows.getOrDefault(record.offset(), List.of()).size();
            if (count != 1) {
                wrong.put(record.offset(), count);
            }
        }
        return wrong;
    }
}
