package dev.agentbus.sink.archive;

import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// Reads the records back out of a file of the archive, in order.
final class RowReader {
    static final MessageType ORIGINAL = new MessageType("original", RowSchema.original());

    /// A record, and what was read in it when it was archived.
    record Row(LogRecord record, String eventId, Instant time) {}

    /// Takes the rows, one by one.
    interface Rows {
        void take(Row row) throws IOException;
    }

    private RowReader() {}

    static void read(Path file, TopicName topic, Rows rows) throws IOException {
        try (RowCursor cursor = new RowCursor(file, topic)) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                rows.take(row);
            }
        }
    }

    static Row row(Group row, TopicName topic) {
        LogPartition partition = new LogPartition(topic, row.getInteger(RowSchema.PARTITION, 0));
        LogRecord record = new LogRecord(
                partition,
                row.getLong(RowSchema.OFFSET, 0),
                Instant.ofEpochMilli(row.getLong(RowSchema.TIMESTAMP, 0)),
                bytes(row, RowSchema.KEY),
                bytes(row, RowSchema.VALUE),
                headers(row.getGroup(RowSchema.HEADERS, 0)));
        Instant time = Instant.EPOCH.plus(row.getLong(RowSchema.EVENT_TIME, 0), ChronoUnit.MICROS);
        return new Row(record, row.getString(RowSchema.EVENT_ID, 0), time);
    }

    private static byte @Nullable [] bytes(Group row, String column) {
        return row.getFieldRepetitionCount(column) == 0
                ? null
                : row.getBinary(column, 0).getBytes();
    }

    private static List<Header> headers(Group list) {
        int count = list.getFieldRepetitionCount(0);
        List<Header> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Group element = list.getGroup(0, i).getGroup(0, 0);
            headers.add(new Header(
                    element.getString("name", 0), element.getBinary("value", 0).getBytes()));
        }
        return headers;
    }
}
