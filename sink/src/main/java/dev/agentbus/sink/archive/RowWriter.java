package dev.agentbus.sink.archive;

import dev.agentbus.events.Header;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.JsonSlice;
import dev.agentbus.events.contract.FieldType;
import dev.agentbus.log.LogRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/// Writes one row of a file, column by column, in the order of [RowSchema].
final class RowWriter extends WriteSupport<ArchivedRow> {
    private static final long MICROS = 1_000_000;
    private static final Instant EARLIEST = Instant.ofEpochSecond(Long.MIN_VALUE / MICROS + 1);
    private static final Instant LATEST = Instant.ofEpochSecond(Long.MAX_VALUE / MICROS - 1);

    private final RowSchema schema;
    private @Nullable RecordConsumer consumer;

    RowWriter(RowSchema schema) {
        this.schema = schema;
    }

    @SuppressWarnings("deprecation")
    @Override
    public WriteContext init(Configuration configuration) {
        throw new UnsupportedOperationException("Cannot write file: Hadoop's configuration is not used");
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(schema.type(), Map.of("agentbus.layout", "1"));
    }

    @Override
    public void prepareForWrite(RecordConsumer to) {
        consumer = to;
    }

    private RecordConsumer to() {
        RecordConsumer known = consumer;
        if (known == null) {
            throw new IllegalStateException("Cannot write row: the file is not open");
        }
        return known;
    }

    @Override
    public void write(ArchivedRow row) {
        RecordConsumer to = to();
        LogRecord record = row.record();
        DecodedEvent event = row.event();
        to.startMessage();
        text(0, RowSchema.EVENT_ID, event.id().value());
        whole(1, RowSchema.EVENT_TIME, micros(event.time()));
        to.startField(RowSchema.PARTITION, 2);
        to.addInteger(record.partition().number());
        to.endField(RowSchema.PARTITION, 2);
        whole(3, RowSchema.OFFSET, record.offset());
        whole(4, RowSchema.TIMESTAMP, record.timestamp().toEpochMilli());
        bytes(5, RowSchema.KEY, record.key());
        bytes(6, RowSchema.VALUE, record.value());
        headers(7, record.headers());
        for (int i = 0; i < schema.fields().size(); i++) {
            Object value = event.value(schema.ordinals().get(i));
            if (value != null) {
                int index = 8 + i;
                field(index, schema.type().getFieldName(index), schema.fields().get(i), value);
            }
        }
        to.endMessage();
    }

    private void field(int index, String name, FieldType type, Object value) {
        RecordConsumer to = to();
        switch (type) {
            case TEXT -> text(index, name, (String) value);
            case INTEGER -> whole(index, name, (Long) value);
            case NUMBER -> {
                to.startField(name, index);
                to.addDouble((Double) value);
                to.endField(name, index);
            }
            case BOOLEAN -> {
                to.startField(name, index);
                to.addBoolean((Boolean) value);
                to.endField(name, index);
            }
            case TIMESTAMP -> whole(index, name, micros((Instant) value));
            case JSON -> {
                JsonSlice json = (JsonSlice) value;
                to.startField(name, index);
                to.addBinary(Binary.fromReusedByteArray(json.source(), json.start(), json.length()));
                to.endField(name, index);
            }
        }
    }

    private void text(int index, String name, String value) {
        RecordConsumer to = to();
        to.startField(name, index);
        to.addBinary(Binary.fromString(value));
        to.endField(name, index);
    }

    private void whole(int index, String name, long value) {
        RecordConsumer to = to();
        to.startField(name, index);
        to.addLong(value);
        to.endField(name, index);
    }

    private void bytes(int index, String name, byte @Nullable [] value) {
        if (value != null) {
            RecordConsumer to = to();
            to.startField(name, index);
            to.addBinary(Binary.fromConstantByteArray(value));
            to.endField(name, index);
        }
    }

    private void headers(int index, List<Header> headers) {
        RecordConsumer to = to();
        to.startField(RowSchema.HEADERS, index);
        to.startGroup();
        if (!headers.isEmpty()) {
            to.startField("list", 0);
            headers.forEach(this::header);
            to.endField("list", 0);
        }
        to.endGroup();
        to.endField(RowSchema.HEADERS, index);
    }

    private void header(Header header) {
        RecordConsumer to = to();
        to.startGroup();
        to.startField("element", 0);
        to.startGroup();
        text(0, "name", header.name());
        bytes(1, "value", header.value());
        to.endGroup();
        to.endField("element", 0);
        to.endGroup();
    }

    /// What lies beyond the type's range becomes its end: the original has the truth.
    private static long micros(Instant time) {
        Instant held = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
        return Math.multiplyExact(held.getEpochSecond(), MICROS) + held.getNano() / 1_000;
    }
}
