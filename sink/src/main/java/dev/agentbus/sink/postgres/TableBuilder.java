package dev.agentbus.sink.postgres;

import static dev.agentbus.sink.postgres.TableLayout.quoted;

import dev.agentbus.events.TransientFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the tables of the contracts: creates what is missing, adds missing columns and indexes,
/// and leaves alone what is there. Never drops, never changes a value; where a column has another
/// type, values are cast on the way in. Only a column that holds nothing, of a table that was made
/// here, takes the type of a contract that was corrected.
final class TableBuilder {
    private static final Logger log = LoggerFactory.getLogger(TableBuilder.class);
    private static final int MAX_IDENTIFIER = 63;
    /// Begins the comment of every table that is made here.
    private static final String OURS = "Events of topic ";

    /// A column as it is.
    private record Existing(String type, boolean mandatory) {}

    private final Connection connection;

    TableBuilder(Connection connection) {
        this.connection = connection;
    }

    /// @return the columns whose type is not ours, with their own
    Map<String, String> build(TableLayout layout) throws SQLException {
        Map<String, Existing> existing = columnsOf(layout);
        if (existing.isEmpty()) {
            create(layout);
        } else {
            addMissing(layout, existing);
            retypeEmpty(layout, existing);
        }
        createIndexes(layout);
        return drift(layout, existing);
    }

    private Map<String, Existing> columnsOf(TableLayout layout) throws SQLException {
        Map<String, Existing> columns = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select attname, format_type(atttypid, atttypmod),
                    attnotnull and not atthasdef and attidentity = '' and attgenerated = ''
                from pg_attribute
                where attrelid = to_regclass(?) and attnum > 0 and not attisdropped""")) {
            statement.setString(1, layout.quotedName());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(rows.getString(1), new Existing(rows.getString(2), rows.getBoolean(3)));
                }
            }
        }
        return columns;
    }

    private void create(TableLayout layout) throws SQLException {
        List<String> columns = new ArrayList<>();
        definitions(layout).forEach((name, definition) -> columns.add(quoted(name) + " " + definition));
        execute("create table %s (%s)".formatted(layout.quotedName(), String.join(", ", columns)));
        log.atInfo()
                .addKeyValue("table", layout.name())
                .addKeyValue("topic", layout.topic())
                .log("Created table");
        execute("comment on table %s is '%s%s, made from its contract'"
                .formatted(layout.quotedName(), OURS, layout.topic()));
    }

    /// As after a wrong type in a contract: nothing could be stored, so nothing is changed.
    private void retypeEmpty(TableLayout layout, Map<String, Existing> existing) throws SQLException {
        for (Column column : layout.columns()) {
            Existing found = existing.get(column.name());
            if (found == null || found.type().equals(column.type()) || !isOurs(layout) || holds(layout, column)) {
                continue;
            }
            execute("alter table %s alter column %s type %s using null"
                    .formatted(layout.quotedName(), quoted(column.name()), column.type()));
            existing.put(column.name(), new Existing(column.type(), found.mandatory()));
            log.atInfo()
                    .addKeyValue("table", layout.name())
                    .addKeyValue("column", column.name())
                    .addKeyValue("from", found.type())
                    .addKeyValue("to", column.type())
                    .log("Retyped a column that held nothing");
        }
    }

    private boolean isOurs(TableLayout layout) throws SQLException {
        return answers(
                "select coalesce(obj_description(to_regclass(?), 'pg_class'), '') like '%s%%'".formatted(OURS),
                layout.quotedName());
    }

    private boolean holds(TableLayout layout, Column column) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select exists (select from %s where %s is not null)"
                        .formatted(layout.quotedName(), quoted(column.name())))) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private void addMissing(TableLayout layout, Map<String, Existing> existing) throws SQLException {
        for (Map.Entry<String, String> column : definitions(layout).entrySet()) {
            if (!existing.containsKey(column.getKey())) {
                execute("alter table %s add column %s %s"
                        .formatted(layout.quotedName(), quoted(column.getKey()), column.getValue()));
                log.atInfo()
                        .addKeyValue("table", layout.name())
                        .addKeyValue("column", column.getKey())
                        .log("Added column");
            }
        }
    }

    private static Map<String, String> definitions(TableLayout layout) {
        Map<String, String> definitions = new LinkedHashMap<>();
        definitions.put("id", "uuid primary key");
        layout.columns().forEach(column -> definitions.put(column.name(), column.type()));
        definitions.put("created_at", "timestamptz not null default now()");
        definitions.put("stored_at", "timestamptz not null default now()");
        definitions.put("kafka_partition", "integer");
        definitions.put("kafka_offset", "bigint");
        definitions.put("extra", "jsonb");
        return definitions;
    }

    private void createIndexes(TableLayout layout) throws SQLException {
        for (List<String> index : layout.table().indexes()) {
            List<String> parts = index.stream()
                    .map(part -> part.equals(layout.timeColumn()) || part.startsWith(layout.timeColumn() + " ")
                            ? "created_at" + part.substring(layout.timeColumn().length())
                            : part)
                    .toList();
            if (parts.stream().allMatch(part -> isColumn(layout, columnIn(part)))) {
                createIndex(layout, parts);
            }
        }
    }

    private static boolean isColumn(TableLayout layout, String name) {
        return name.equals("stored_at") || layout.written().containsKey(name);
    }

    private static String columnIn(String part) {
        return part.endsWith(" DESC") ? part.substring(0, part.length() - 5) : part;
    }

    private void createIndex(TableLayout layout, List<String> parts) throws SQLException {
        String name = layout.name() + "_"
                + parts.stream().map(TableBuilder::columnIn).collect(Collectors.joining("_")) + "_idx";
        if (name.length() > MAX_IDENTIFIER) {
            name = name.substring(0, MAX_IDENTIFIER - 9) + "_" + "%08x".formatted(name.hashCode());
        }
        String columns = parts.stream()
                .map(part -> quoted(columnIn(part)) + (part.endsWith(" DESC") ? " desc" : ""))
                .collect(Collectors.joining(", "));
        if (!exists(name)) {
            execute("create index %s on %s (%s)".formatted(quoted(name), layout.quotedName(), columns));
        }
    }

    private boolean exists(String relation) throws SQLException {
        return answers("select to_regclass(?) is not null", quoted(relation));
    }

    private boolean answers(String question, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, value);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private static Map<String, String> drift(TableLayout layout, Map<String, Existing> existing) {
        Map<String, String> wanted = layout.written();
        Map<String, String> drift = new HashMap<>();
        existing.forEach((name, column) -> {
            String type = wanted.get(name);
            if (type != null && !type.equals(column.type())) {
                drift.put(name, column.type());
                log.atWarn()
                        .addKeyValue("table", layout.name())
                        .addKeyValue("column", name)
                        .addKeyValue("wanted", type)
                        .addKeyValue("found", column.type())
                        .log("Table differs from its contract; values are cast");
            }
            if (type == null && column.mandatory()) {
                throw new TransientFailure(
                        "Cannot write table %s: column %s must be nullable or have a default, got: not null without default"
                                .formatted(layout.name(), name));
            }
        });
        return drift;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
