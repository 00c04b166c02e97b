package dev.agentbus.sink.archive;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.RawRecord;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.RecordDecoder;
import java.time.Instant;

/// How the records of one topic are read. What can't be read is archived all the same, without
/// fields.
final class TopicReading {
    /// Times outside of it are no one's intention, and no folder's name.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final RowSchema schema;
    private final RecordDecoder events;
    private final RecordDecoder records;

    TopicReading(Contract contract) {
        this.schema = RowSchema.of(contract);
        this.events = RecordDecoder.ofEvents(contract);
        this.records = RecordDecoder.ofRecords(contract);
    }

    RowSchema schema() {
        return schema;
    }

    ArchivedRow row(LogRecord record) {
        return new ArchivedRow(record, decoded(record));
    }

    private DecodedEvent decoded(LogRecord record) {
        try {
            return events.decode(record);
        } catch (PermanentFailure _) {
            return records.decode(record);
        }
    }

    /// The hour by which a record is filed: of the event, or of the record where the event has none
    /// that makes sense.
    Instant hourOf(LogRecord record) {
        Instant time = decoded(record).time();
        boolean sensible = !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
        return Layout.hourOf(sensible ? time : record.timestamp());
    }

    /// A record as it came out of the log.
    static LogRecord recordOf(DecodedEvent event) {
        RawRecord raw = event.raw()
                .orElseThrow(() -> new IllegalStateException(
                        "Cannot archive event: it must come with its record, got: " + event.position()));
        SourcePosition position = event.position();
        return new LogRecord(
                new LogPartition(position.topic(), position.partition()),
                position.offset(),
                event.recordTime(),
                raw.key(),
                raw.value(),
                raw.headers());
    }
}
