package dev.agentbus.sink.postgres;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.JsonSlice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Events as the bytes of PostgreSQL's binary COPY, straight from their decoded values; JSON is
/// passed on as it came. Reused from batch to batch. Not safe for several threads.
final class CopyEncoder {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int NULL = -1;
    private static final byte JSONB_VERSION = 1;
    private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;
    /// What timestamptz holds: 4713 BC to 294276 AD.
    private static final Instant EARLIEST = Instant.parse("-4712-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("+294276-12-31T23:59:59Z");
    /// A buffer that one huge batch has blown up is not kept.
    private static final int KEPT_BYTES = 4 << 20;

    private byte[] buffer = new byte[64 << 10];
    private int size;

    void begin() {
        if (buffer.length > KEPT_BYTES) {
            buffer = new byte[64 << 10];
        }
        size = 0;
        room(HEADER.length);
        System.arraycopy(HEADER, 0, buffer, 0, HEADER.length);
        size = HEADER.length;
    }

    /// @throws PermanentFailure when a value has no place in PostgreSQL
    void row(DecodedEvent event, UUID id, List<Column> columns) {
        room(128);
        putShort(TableLayout.ENVELOPE.size() + columns.size());
        putInt(16);
        putLong(id.getMostSignificantBits());
        putLong(id.getLeastSignificantBits());
        putTime(event.time());
        putInt(4);
        putInt(event.position().partition());
        putInt(8);
        putLong(event.position().offset());
        putJson(event.extra());
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            putValue(column, event.value(column.ordinal()));
        }
    }

    void end() {
        room(2);
        putShort(-1);
    }

    byte[] buffer() {
        return buffer;
    }

    int size() {
        return size;
    }

    private void putValue(Column column, @Nullable Object value) {
        if (value == null) {
            putNull();
            return;
        }
        switch (column.field()) {
            case TEXT -> putText((String) value);
            case INTEGER -> {
                room(12);
                putInt(8);
                putLong((Long) value);
            }
            case NUMBER -> {
                room(12);
                putInt(8);
                putLong(Double.doubleToRawLongBits((Double) value));
            }
            case BOOLEAN -> {
                room(5);
                putInt(1);
                buffer[size++] = (byte) ((Boolean) value ? 1 : 0);
            }
            case TIMESTAMP -> putTime((Instant) value);
            case JSON -> putJson((JsonSlice) value);
        }
    }

    private void putText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room(4 + bytes.length);
        putInt(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void putJson(@Nullable JsonSlice json) {
        if (json == null) {
            putNull();
            return;
        }
        room(5 + json.length());
        putInt(1 + json.length());
        buffer[size++] = JSONB_VERSION;
        System.arraycopy(json.source(), json.start(), buffer, size, json.length());
        size += json.length();
    }

    private void putTime(Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new PermanentFailure(
                    "Cannot store event: a time must lie between 4713 BC and 294276 AD, got: " + time);
        }
        room(12);
        putInt(8);
        putLong((time.getEpochSecond() - POSTGRES_EPOCH_SECONDS) * 1_000_000L + time.getNano() / 1_000);
    }

    private void putNull() {
        room(4);
        putInt(NULL);
    }

    private void putShort(int value) {
        SHORT.set(buffer, size, (short) value);
        size += Short.BYTES;
    }

    private void putInt(int value) {
        INT.set(buffer, size, value);
        size += Integer.BYTES;
    }

    private void putLong(long value) {
        LONG.set(buffer, size, value);
        size += Long.BYTES;
    }

    private void room(int bytes) {
        if (buffer.length - size < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(size, bytes)));
        }
    }
}
