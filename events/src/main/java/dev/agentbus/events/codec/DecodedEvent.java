package dev.agentbus.events.codec;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.EventId;
import dev.agentbus.events.contract.Contract;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event as consumers see it: fields by their canonical names, in the types of the contract.
///
/// Values by [dev.agentbus.events.contract.FieldType]: `String`, `Long`, `Double`, `Boolean`,
/// `Instant`, [JsonSlice]; null where the event has none. Immutable, as long as nobody writes into
/// the original bytes; safe for any thread.
public final class DecodedEvent {
    private final Contract contract;
    private final FieldIndex index;
    private final SourcePosition position;
    private final EventId id;
    private final Instant time;
    private final Instant recordTime;
    private final @Nullable Object[] values;
    private final @Nullable JsonSlice extra;
    private final byte[] original;
    private final @Nullable RawRecord raw;

    DecodedEvent(
            FieldIndex index,
            SourcePosition position,
            EventId id,
            Instant time,
            Instant recordTime,
            @Nullable Object[] values,
            @Nullable JsonSlice extra,
            byte[] original) {
        this(index, position, id, time, recordTime, values, extra, original, null);
    }

    private DecodedEvent(
            FieldIndex index,
            SourcePosition position,
            EventId id,
            Instant time,
            Instant recordTime,
            @Nullable Object[] values,
            @Nullable JsonSlice extra,
            byte[] original,
            @Nullable RawRecord raw) {
        this.contract = index.contract();
        this.index = index;
        this.position = position;
        this.id = id;
        this.time = time;
        this.recordTime = recordTime;
        this.values = values;
        this.extra = extra;
        this.original = original;
        this.raw = raw;
    }

    /// A record that is carried as it stands in the log, whatever its bytes hold: no field is read.
    public static DecodedEvent unread(Contract contract, SourcePosition position, Instant time, RawRecord raw) {
        FieldIndex index = FieldIndex.ofNothing(contract);
        EventId id = EventId.at(position.topic(), position.partition(), position.offset());
        byte[] value = raw.value();
        return new DecodedEvent(
                index,
                position,
                id,
                time,
                time,
                new @Nullable Object[contract.fields().size()],
                null,
                value == null ? new byte[0] : value,
                raw);
    }

    public Contract contract() {
        return contract;
    }

    public SourcePosition position() {
        return position;
    }

    public EventId id() {
        return id;
    }

    /// Event time: the time field, else the envelope's, else the record's.
    public Instant time() {
        return time;
    }

    /// The record's own time: when its producer handed it to the log.
    public Instant recordTime() {
        return recordTime;
    }

    public Optional<CorrelationId> correlationId() {
        String text = text(Contract.CORRELATION_ID);
        return text == null || text.isBlank() ? Optional.empty() : Optional.of(new CorrelationId(text));
    }

    /// The value of the field at `ordinal` in the contract's list; null when the event has none.
    public @Nullable Object value(int ordinal) {
        return values[ordinal];
    }

    /// The value of the field of that canonical name; null when the event, or the contract, has
    /// none.
    public @Nullable Object value(String field) {
        int ordinal = index.ordinalOfName(field);
        return ordinal < 0 ? null : values[ordinal];
    }

    /// The field as text; numbers and JSON in their JSON form; null when absent.
    public @Nullable String text(String field) {
        Object value = value(field);
        return value == null ? null : value.toString();
    }

    /// The field as a whole number; `fallback` when it is absent or none.
    public long integer(String field, long fallback) {
        return value(field) instanceof Number number ? number.longValue() : fallback;
    }

    /// The field as a number; NaN when it is absent or none.
    public double number(String field) {
        return value(field) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /// The field as a boolean; `fallback` when it is absent or none.
    public boolean flag(String field, boolean fallback) {
        return value(field) instanceof Boolean flag ? flag : fallback;
    }

    /// The fields that the contract does not name, as one JSON object; null when there are none.
    public @Nullable JsonSlice extra() {
        return extra;
    }

    /// The record value, byte for byte. Not to be changed.
    public byte[] original() {
        return original;
    }

    /// The whole record, where it was not read ([#unread]).
    public Optional<RawRecord> raw() {
        return Optional.ofNullable(raw);
    }

    @Override
    public String toString() {
        return position + "/" + id;
    }
}
