package dev.agentbus.sink.archive;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Field;
import dev.agentbus.events.contract.FieldType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// The columns of a topic's files: first the record as it stood in the log, then the contract's
/// fields, each empty where the event has none or could not be read.
///
/// @param ordinals of the fields in the contract, in the order of their columns
record RowSchema(MessageType type, List<FieldType> fields, List<Integer> ordinals) {
    static final String EVENT_ID = "_event_id";
    static final String EVENT_TIME = "_event_time";
    static final String OFFSET = "_offset";
    static final String PARTITION = "_partition";
    static final String TIMESTAMP = "_timestamp";
    static final String KEY = "_key";
    static final String VALUE = "_value";
    static final String HEADERS = "_headers";

    static RowSchema of(Contract contract) {
        List<Type> columns = new ArrayList<>(original());
        List<FieldType> fields = new ArrayList<>();
        List<Integer> ordinals = new ArrayList<>();
        for (int ordinal = 0; ordinal < contract.fields().size(); ordinal++) {
            Field field = contract.fields().get(ordinal);
            if (!field.name().startsWith("_")) {
                columns.add(column(field));
                fields.add(field.type());
                ordinals.add(ordinal);
            }
        }
        return new RowSchema(
                new MessageType(contract.topic().value(), columns), List.copyOf(fields), List.copyOf(ordinals));
    }

    /// The columns that restore needs, the same in every file.
    static List<Type> original() {
        return List.of(
                Types.required(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(EVENT_ID),
                Types.required(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                        .named(EVENT_TIME),
                Types.required(PrimitiveTypeName.INT32).named(PARTITION),
                Types.required(PrimitiveTypeName.INT64).named(OFFSET),
                Types.required(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
                        .named(TIMESTAMP),
                Types.optional(PrimitiveTypeName.BINARY).named(KEY),
                Types.optional(PrimitiveTypeName.BINARY).named(VALUE),
                Types.requiredList()
                        .requiredGroupElement()
                        .required(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named("name")
                        .required(PrimitiveTypeName.BINARY)
                        .named("value")
                        .named(HEADERS));
    }

    private static Type column(Field field) {
        return switch (field.type()) {
            case TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(field.name());
            case INTEGER -> Types.optional(PrimitiveTypeName.INT64).named(field.name());
            case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE).named(field.name());
            case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(field.name());
            case TIMESTAMP ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                        .named(field.name());
            case JSON ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.jsonType())
                        .named(field.name());
        };
    }
}
