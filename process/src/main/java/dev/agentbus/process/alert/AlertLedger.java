package dev.agentbus.process.alert;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.ShutOut;
import dev.agentbus.log.SoleAppender;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps what the evaluation remembers in the log: a record for each key of a rule, and one, the head, for the rest
/// with the positions all of it belongs to. Each save appends the head and what has changed since the last, whole or
/// not at all; the log forgets what was replaced. Whoever takes over opens a new epoch and shuts out those of
/// before: the log takes no state from them any more, and nothing is told that does not follow from a kept
/// state. One thread.
final class AlertLedger implements AutoCloseable {
    private static final LogPartition PARTITION = new LogPartition(AlertTopics.STATE, 0);
    private static final String HEAD = "head";
    private static final Duration POLL = Duration.ofMillis(200);
    /// Under which the log tells one keeper of the state from the next.
    private static final String NAME = "alert-judge";
    private static final String EPOCH = "epoch";

    private final LogReader reader;
    private final LogAppender appender;
    private final EventLog eventLog;
    private @Nullable SoleAppender sole;
    private long read;
    private long newestEpoch;

    AlertLedger(EventLog eventLog) {
        this.eventLog = eventLog;
        this.reader = eventLog.reader(ReaderSettings.ofWholeAppends());
        this.appender = eventLog.appender();
    }

    /// Shuts out whoever kept the state so far, and reads what was left.
    ///
    /// @throws TransientFailure when the log can't be asked now
    Optional<Kept> takeOver() {
        closeSole();
        sole = eventLog.soleAppender(NAME);
        read = 0;
        Map<String, byte[]> kept = new HashMap<>();
        catchUp((name, value) -> {
            if (value == null) {
                kept.remove(name);
            } else if (name.equals(HEAD) || KeyChange.isName(name)) {
                kept.put(name, value);
            }
        });
        return Optional.ofNullable(kept.remove(HEAD)).map(head -> new Kept(unpacked(head), kept));
    }

    /// What was left by whoever kept the state before.
    ///
    /// @param keys by the name of the change
    record Kept(JsonNode head, Map<String, byte[]> keys) {
        /// Reads one after the other, as all of them together would fill the memory.
        Iterable<KeyChange> changes() {
            return () -> keys.entrySet().stream()
                    .map(each -> KeyChange.restored(each.getKey(), Saved.JSON.readTree(each.getValue())))
                    .iterator();
        }
    }

    private interface Taker {
        void take(String name, byte @Nullable [] value);
    }

    /// @return the epoch after all that there were
    long nextEpoch() {
        return newestEpoch + 1;
    }

    /// Whether somebody has taken over since `epoch` began.
    boolean isSuperseded(long epoch) {
        catchUp((_, _) -> {});
        return newestEpoch > epoch;
    }

    private void catchUp(Taker taker) {
        reader.assign(List.of(PARTITION));
        long end = reader.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        if (read == 0) {
            read = reader.beginningOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        }
        if (read >= end) {
            return;
        }
        reader.seek(PARTITION, read);
        long silentUntil = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (read < end) {
            for (LogRecord record : reader.poll(POLL)) {
                take(record, taker);
                silentUntil = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            }
            read = Math.max(read, reader.position(PARTITION));
            if (System.nanoTime() > silentUntil) {
                throw new TransientFailure(
                        "Cannot read alert state: the log does not answer, got: %s of %s".formatted(read, end));
            }
        }
    }

    private void take(LogRecord record, Taker taker) {
        read = record.offset() + 1;
        byte[] key = record.key();
        if (key == null) {
            return;
        }
        String name = new String(key, StandardCharsets.UTF_8);
        byte[] value = record.value();
        if (name.equals(HEAD) && value != null) {
            newestEpoch = Math.max(newestEpoch, unpacked(value).path(EPOCH).asLong());
        }
        taker.take(name, value);
    }

    /// Returns when it is durable. To be called when nobody has just been seen to have taken over.
    ///
    /// @param head all but the keys
    /// @param changes of keys since the last save that succeeded; of two of one key the later counts
    /// @throws ShutOut when another has taken over: it is not written, and nothing may follow from it
    /// @throws TransientFailure when it is open whether it is
    void save(ObjectNode head, List<KeyChange> changes, long epoch) {
        SoleAppender open = sole;
        if (open == null) {
            throw new ShutOut("Cannot keep alert state: nobody has taken over yet, got: epoch " + epoch);
        }
        if (open.isBroken()) {
            closeSole();
            open = eventLog.soleAppender(NAME);
            sole = open;
        }
        head.put(EPOCH, epoch);
        Instant now = Instant.now();
        List<NewRecord> records = new ArrayList<>(changes.size() + 1);
        for (KeyChange each : changes) {
            records.add(record(
                    each.name(), each.state().map(Saved.JSON::writeValueAsBytes).orElse(null), now));
        }
        records.add(record(HEAD, packed(head), now));
        List<Position> written = open.append(records);
        newestEpoch = Math.max(newestEpoch, epoch);
        if (written.getFirst().offset() == read) {
            read = written.getLast().offset() + 1;
        }
    }

    private static NewRecord record(String name, byte @Nullable [] value, Instant now) {
        return new NewRecord(AlertTopics.STATE, name.getBytes(StandardCharsets.UTF_8), value, List.of(), now);
    }

    /// Returns when all of them are durable.
    void append(List<TransitionEvent.Outgoing> transitions) {
        Instant now = Instant.now();
        List<Position> _ =
                await(transitions.stream().map(each -> each.record(now)).toList());
    }

    private List<Position> await(List<NewRecord> records) {
        try {
            List<CompletableFuture<Position>> futures =
                    records.stream().map(appender::append).toList();
            return futures.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw new TransientFailure("Cannot keep alert state: the log did not take it, got: " + e.getCause(), e);
        }
    }

    private static byte[] packed(JsonNode state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(Saved.JSON.writeValueAsBytes(state));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static JsonNode unpacked(byte[] value) {
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(value))) {
            return Saved.JSON.readTree(zip.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void closeSole() {
        SoleAppender open = sole;
        sole = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closeSole();
        reader.close();
        appender.close();
    }
}
