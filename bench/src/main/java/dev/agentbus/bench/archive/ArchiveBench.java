package dev.agentbus.bench.archive;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.BatchLimits;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.sink.archive.Archive;
import dev.agentbus.sink.archive.ArchiveCatalogue;
import dev.agentbus.sink.archive.ArchiveRange;
import dev.agentbus.sink.archive.ArchiveSettings;
import dev.agentbus.sink.archive.ArchiveSink;
import dev.agentbus.sink.archive.FolderStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// Log to Parquet by the real worker, 12 partitions at once, beside a plain Parquet writer with the
/// same records in memory. Arguments: events (300000), rounds (3), MiB per file (8).
///
/// Memory is shown by the heap it gets by with: run it with `-Xmx128m`.
public final class ArchiveBench {
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final int IN_FLIGHT = 5_000;
    /// Records of the peer: a share that fits into a small heap, written again and again.
    private static final int PEER_RECORDS = 20_000;

    private final KafkaLog log;
    private final Contracts contracts;
    private final int events;
    private final long fileBytes;
    private final Path folder;
    private int group;

    private ArchiveBench(KafkaLog log, int events, long fileBytes, Path folder) {
        this.log = log;
        this.events = events;
        this.fileBytes = fileBytes;
        this.folder = folder;
        Contract actions = Contracts.builtIn().find(TOPIC).orElseThrow();
        this.contracts = Contracts.of(List.of(actions));
    }

    public static void main(String[] args) throws IOException {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 300_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        long fileBytes = (args.length > 2 ? Long.parseLong(args[2]) : 8) << 20;
        try (TemporaryEngines engines = new TemporaryEngines();
                KafkaLog log =
                        new KafkaLog(KafkaSettings.of(engines.kafka().address().toString()))) {
            new ArchiveBench(log, events, fileBytes, Files.createTempDirectory("archive-bench")).run(rounds);
        }
    }

    private void run(int rounds) throws IOException {
        log.topics().createMissing(contracts.all());
        fillLog();
        archive();
        double[] ours = new double[rounds];
        double[] peers = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            peers[round] = plain();
            ours[round] = archive();
        }
        Arrays.sort(ours);
        Arrays.sort(peers);
        System.out.printf(
                "%d events, median of %d rounds: worker %,.0f events/s, plain writer %,.0f events/s (%.2f); heap after its last collection %d MiB of %d%n",
                events,
                rounds,
                ours[rounds / 2],
                peers[rounds / 2],
                ours[rounds / 2] / peers[rounds / 2],
                heldAfterCollection() >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static byte[] value(int number) {
        return """
                {"event_id":"%s","correlation_id":"trace-%d","agent_name":"agent-%d","action_type":"tool_call",\
                "action_name":"Read","action_details":{"file_path":"src/main/java/App%d.java","lines":[1,240],\
                "content":"%s"},"duration_ms":%d,"debug_mode":true,"success":true,\
                "project_name":"demo","working_directory":"/home/dev/demo"}""".formatted(
                        EventId.mint(),
                        number % 500,
                        number % 20,
                        number,
                        "some text of a file ".repeat(10),
                        number % 900)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] key(int number) {
        return ("trace-" + number % 500).getBytes(StandardCharsets.UTF_8);
    }

    private void fillLog() {
        try (LogAppender appender = log.appender()) {
            Deque<CompletableFuture<Position>> open = new ArrayDeque<>();
            for (int i = 0; i < events; i++) {
                open.addLast(appender.append(new NewRecord(TOPIC, key(i), value(i), List.of(), Instant.now())));
                if (open.size() > IN_FLIGHT) {
                    open.removeFirst().join();
                }
            }
            appender.flush();
            open.forEach(CompletableFuture::join);
        }
    }

    /// From the start of the worker, joining the group included, until everything is in files.
    private double archive() throws IOException {
        int number = ++group;
        ArchiveSettings limits = new ArchiveSettings(
                folder.resolve("spool-" + number), fileBytes, Duration.ofMinutes(15), 16 * fileBytes);
        WorkerSettings settings = new WorkerSettings(
                "bench-" + number,
                new BatchLimits(2_000, 4 << 20, Duration.ofMillis(500)),
                WorkerSettings.DEFAULT.buffer(),
                WorkerSettings.DEFAULT.retry(),
                Duration.ofMinutes(5),
                0,
                Optional.empty());
        try (Archive archive = new Archive(new FolderStore(folder.resolve("archive-" + number)))) {
            ArchiveSink sink = new ArchiveSink(archive, contracts, limits, Clock.systemUTC());
            Worker worker = new Worker(log, sink, settings, new SimpleMeterRegistry());
            long start = System.nanoTime();
            worker.start();
            while (worker.status().total().stored() < events) {
                LockSupport.parkNanos(500_000);
            }
            worker.stop();
            double seconds = (System.nanoTime() - start) / 1e9;
            demandAll(archive);
            return events / seconds;
        }
    }

    private void demandAll(Archive archive) {
        long rows = new ArchiveCatalogue(archive)
                .segments(ArchiveRange.ALL).stream()
                        .flatMap(entry -> entry.segment().files().stream())
                        .mapToLong(file -> file.rows())
                        .sum();
        if (rows != events) {
            throw new IllegalStateException(
                    "Cannot measure: %d events must be archived, got: %d".formatted(events, rows));
        }
    }

    private double plain() throws IOException {
        List<LogRecord> records = new ArrayList<>(PEER_RECORDS);
        for (int i = 0; i < PEER_RECORDS; i++) {
            records.add(new LogRecord(new LogPartition(TOPIC, 0), i, Instant.now(), key(i), value(i), List.of()));
        }
        long start = System.nanoTime();
        int written = 0;
        while (written < events) {
            PlainWriter.write(folder.resolve("plain.parquet"), records);
            written += PEER_RECORDS;
        }
        return written / ((System.nanoTime() - start) / 1e9);
    }

    private static long heldAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(ArchiveBench::usedAfterCollection)
                .sum();
    }

    private static long usedAfterCollection(MemoryPoolMXBean pool) {
        return pool.getCollectionUsage().getUsed();
    }
}
