package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.deadletter.Attempts;
import dev.agentbus.process.deadletter.DecoderFailure;
import dev.agentbus.process.deadletter.Disposition;
import java.time.Instant;
import java.util.Objects;

/// Reads a record after the poll, on its bytes: whatever it holds, an entry comes out. Owned by the
/// worker's thread.
final class EntryReader {
    private final WorkerParts parts;

    EntryReader(WorkerParts parts) {
        this.parts = parts;
    }

    Entry read(LogRecord record) {
        int deaths = parts.guard().deaths(record);
        if (deaths >= CrashGuard.MAX_STARTS) {
            return hopeless(
                    record,
                    Disposition.CRASH,
                    deaths,
                    new PermanentFailure(
                            "Cannot handle event: the process died each time it was in hand, got: %d deaths at %s"
                                    .formatted(deaths, record.position())));
        }
        int mark = parts.guard().take(record);
        try {
            return new Entry.Decoded(record, decode(record), deaths > 0);
        } catch (PermanentFailure e) {
            return hopeless(record, Disposition.POISON, 1, e);
        } catch (RuntimeException | StackOverflowError e) {
            return hopeless(
                    record,
                    Disposition.POISON,
                    1,
                    new DecoderFailure("Cannot decode event: the decoder failed, got: " + e.getClass(), e));
        } finally {
            parts.guard().release(mark);
        }
    }

    private DecodedEvent decode(LogRecord record) {
        return Objects.requireNonNull(parts.decoders().get(record.partition().topic()), "subscribed")
                .decode(record);
    }

    private Entry.Hopeless hopeless(LogRecord record, Disposition disposition, int count, PermanentFailure cause) {
        Instant now = parts.time().clock().instant();
        return new Entry.Hopeless(record, cause, disposition, new Attempts(count, now, now));
    }
}
