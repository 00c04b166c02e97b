package dev.agentbus.sink.postgres;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Field;
import dev.agentbus.events.contract.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The table of a contract. Every table begins with the same columns, filled from the event's
/// envelope; a column per field follows. The event id and the time field are `id` and
/// `created_at`, unless the contract gives the event id's text a column too.
record TableLayout(TopicName topic, Table table, List<Column> columns, String timeColumn) {
    /// Columns every table has, in the order in which [CopyEncoder] writes them.
    static final Map<String, String> ENVELOPE = envelope();

    static TableLayout of(Contract contract) {
        Table table = contract.table()
                .orElseThrow(() -> new Misconfigured(
                        "Cannot make table: the contract has none, got: %s".formatted(contract.topic())));
        List<Column> columns = new ArrayList<>();
        Set<String> names = new HashSet<>(ENVELOPE.keySet());
        names.add("stored_at");
        String timeColumn = contract.timeField();
        for (int ordinal = 0; ordinal < contract.fields().size(); ordinal++) {
            Field field = contract.fields().get(ordinal);
            if (field.name().equals(contract.timeField())) {
                timeColumn = field.column();
            } else if (!isTheRowId(field)) {
                if (!names.add(field.column())) {
                    throw new Misconfigured("Cannot make table %s: column %s is taken, got: field %s of %s"
                            .formatted(table.name(), field.column(), field.name(), contract.origin()));
                }
                columns.add(new Column(field.column(), field.type(), ordinal));
            }
        }
        return new TableLayout(contract.topic(), table, List.copyOf(columns), timeColumn);
    }

    /// Where ids are no UUIDs the contract keeps their text in a column of its own.
    private static boolean isTheRowId(Field field) {
        return field.name().equals(Contract.EVENT_ID) && field.column().equals("id");
    }

    private static Map<String, String> envelope() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("id", "uuid");
        columns.put("created_at", "timestamp with time zone");
        columns.put("kafka_partition", "integer");
        columns.put("kafka_offset", "bigint");
        columns.put("extra", "jsonb");
        return columns;
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    String name() {
        return table.name();
    }

    String quotedName() {
        return quoted(name());
    }

    String stagingName() {
        return quoted("agentbus_new_" + topic.value().hashCode());
    }

    /// All columns that are written, with their types, in the order of the encoder.
    Map<String, String> written() {
        Map<String, String> all = new LinkedHashMap<>(ENVELOPE);
        columns.forEach(column -> all.put(column.name(), column.type()));
        return all;
    }

    /// Of given ids those that are there.
    String presentIdsSql() {
        return "select id from %s where id = any (?)".formatted(quotedName());
    }

    /// Of given ids how many are there.
    String presentCountSql() {
        return "select count(distinct id) from %s where id = any (?)".formatted(quotedName());
    }

    String copySql() {
        return "copy %s (%s) from stdin (format binary)".formatted(quotedName(), columnList());
    }

    String copyIntoStagingSql() {
        return "copy %s (%s) from stdin (format binary)".formatted(stagingName(), columnList());
    }

    String createStagingSql() {
        return "create temporary table %s (%s) on commit drop"
                .formatted(
                        stagingName(),
                        written().entrySet().stream()
                                .map(column -> quoted(column.getKey()) + " " + column.getValue())
                                .collect(Collectors.joining(", ")));
    }

    /// @param types the types of the table's own columns, where they are not ours
    String insertFromStagingSql(Map<String, String> types) {
        String selected = written().keySet().stream()
                .map(column -> types.containsKey(column)
                        ? "cast(%s as %s)".formatted(quoted(column), types.get(column))
                        : quoted(column))
                .collect(Collectors.joining(", "));
        return "insert into %s (%s) select %s from %s on conflict (id) do nothing"
                .formatted(quotedName(), columnList(), selected, stagingName());
    }

    private String columnList() {
        return written().keySet().stream().map(TableLayout::quoted).collect(Collectors.joining(", "));
    }
}
