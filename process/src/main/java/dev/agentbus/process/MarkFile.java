package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// What a [CrashGuard] remembers beyond the process, in a memory-mapped file: written in
/// nanoseconds, kept by the operating system when the process dies. It does not outlive the machine's
/// own death, which no record can cause. One thread at a time.
///
/// Two areas of slots of one size: marks (what is in hand) and suspicions. A slot is a count (0 is
/// free), first and last offset, partition, and the topic's length and name; the count is written
/// last, so that a slot is either whole or free.
final class MarkFile {
    private static final int MARKS = 512;
    private static final int SUSPICIONS = 512;
    /// Kafka allows topic names of 249 characters, all ASCII.
    private static final int MAX_TOPIC_BYTES = 249;
    private static final int FIRST = 4;
    private static final int LAST = 12;
    private static final int PARTITION = 20;
    private static final int LENGTH = 24;
    private static final int TOPIC = 28;
    private static final int SLOT_BYTES = TOPIC + MAX_TOPIC_BYTES + 3;

    private final ByteBuffer bytes;
    private int nextMark = 1;
    /// Behind it all slots for marks are free. Marks come with every record, and nearly always one or two are set.
    private int reach = MARKS;

    private MarkFile(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static MarkFile open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return new MarkFile(
                        channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) (MARKS + SUSPICIONS) * SLOT_BYTES));
            }
        } catch (IOException e) {
            throw new Misconfigured(
                    "Cannot keep marks of records in hand: %s, got: %s".formatted(e.getMessage(), path));
        }
    }

    /// Forgets with the process.
    static MarkFile inMemory() {
        return new MarkFile(ByteBuffer.allocate((MARKS + SUSPICIONS) * SLOT_BYTES));
    }

    /// Writes one mark over several spans; spans beyond the slots are left out.
    int mark(List<CrashGuard.Span> spans) {
        int mark = nextMark;
        nextMark = nextMark == Integer.MAX_VALUE ? 1 : nextMark + 1;
        int slot = 0;
        for (CrashGuard.Span span : spans) {
            while (slot < MARKS && bytes.getInt(slot * SLOT_BYTES) != 0) {
                slot++;
            }
            if (slot == MARKS) {
                break;
            }
            write(slot, mark, span);
            reach = Math.max(reach, slot + 1);
        }
        return mark;
    }

    void clear(int mark) {
        for (int slot = 0; slot < reach; slot++) {
            if (bytes.getInt(slot * SLOT_BYTES) == mark) {
                bytes.putInt(slot * SLOT_BYTES, 0);
            }
        }
        while (reach > 0 && bytes.getInt((reach - 1) * SLOT_BYTES) == 0) {
            reach--;
        }
    }

    List<CrashGuard.Span> marks() {
        List<CrashGuard.Span> spans = new ArrayList<>();
        for (int slot = 0; slot < MARKS; slot++) {
            if (bytes.getInt(slot * SLOT_BYTES) != 0) {
                spans.add(span(slot));
            }
        }
        return spans;
    }

    List<CrashGuard.Suspicion> suspicions() {
        List<CrashGuard.Suspicion> suspicions = new ArrayList<>();
        for (int slot = MARKS; slot < MARKS + SUSPICIONS; slot++) {
            int deaths = bytes.getInt(slot * SLOT_BYTES);
            if (deaths != 0) {
                suspicions.add(new CrashGuard.Suspicion(span(slot), deaths));
            }
        }
        return suspicions;
    }

    /// Replaces the suspicions; when there are too many, the oldest go.
    void keep(List<CrashGuard.Suspicion> suspicions) {
        int from = Math.max(0, suspicions.size() - SUSPICIONS);
        List<CrashGuard.Suspicion> kept = suspicions.subList(from, suspicions.size());
        for (int i = 0; i < SUSPICIONS; i++) {
            int slot = MARKS + i;
            bytes.putInt(slot * SLOT_BYTES, 0);
            if (i < kept.size()) {
                write(slot, kept.get(i).deaths(), kept.get(i).span());
            }
        }
    }

    private CrashGuard.Span span(int slot) {
        int at = slot * SLOT_BYTES;
        byte[] topic = new byte[Math.clamp(bytes.getInt(at + LENGTH), 0, MAX_TOPIC_BYTES)];
        bytes.get(at + TOPIC, topic);
        LogPartition partition = new LogPartition(
                new TopicName(new String(topic, StandardCharsets.US_ASCII)), bytes.getInt(at + PARTITION));
        return new CrashGuard.Span(partition, bytes.getLong(at + FIRST), bytes.getLong(at + LAST));
    }

    private void write(int slot, int count, CrashGuard.Span span) {
        int at = slot * SLOT_BYTES;
        byte[] topic = span.partition().topic().value().getBytes(StandardCharsets.US_ASCII);
        bytes.putLong(at + FIRST, span.first());
        bytes.putLong(at + LAST, span.last());
        bytes.putInt(at + PARTITION, span.partition().number());
        bytes.putInt(at + LENGTH, topic.length);
        bytes.put(at + TOPIC, topic);
        bytes.putInt(at, count);
    }

    /// Nothing is in hand any more.
    void clearAll() {
        for (int slot = 0; slot < MARKS; slot++) {
            bytes.putInt(slot * SLOT_BYTES, 0);
        }
        reach = 0;
    }
}
