package dev.agentbus.events.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `x-agentbus-table`: `false`, or a name and indexes; without it the topic names the table.
final class TableReader {
    static final String TABLE = "x-agentbus-table";

    private TableReader() {}

    static Optional<Table> read(Place channel, String topic, List<Field> fields) {
        Optional<Place> given = channel.find(TABLE);
        if (given.filter(table -> table.is(false)).isPresent()) {
            return Optional.empty();
        }
        Optional<Place> named = given.flatMap(table -> table.find("name"));
        String name = named.map(Place::text).orElseGet(() -> Identifiers.snakeCase(topic));
        if (!Identifiers.isLegal(name)) {
            throw named.or(() -> given)
                    .orElse(channel)
                    .wrong("must give a table name (%s.name) of 1 to 63 of a-z, 0-9 and _".formatted(TABLE));
        }
        return Optional.of(
                new Table(name, given.map(table -> indexes(table, fields)).orElse(standardIndexes())));
    }

    private static List<List<String>> standardIndexes() {
        return List.of(List.of("created_at DESC"), List.of(Contract.CORRELATION_ID));
    }

    private static List<List<String>> indexes(Place table, List<Field> fields) {
        Optional<Place> list = table.find("indexes");
        if (list.isEmpty()) {
            return standardIndexes();
        }
        Set<String> columns = new HashSet<>(Identifiers.BOOKKEEPING);
        fields.forEach(field -> columns.add(field.column()));
        List<List<String>> indexes = new ArrayList<>();
        for (Place index : list.get().items()) {
            indexes.add(
                    index.items().stream().map(part -> indexed(part, columns)).toList());
        }
        return indexes;
    }

    private static String indexed(Place part, Set<String> columns) {
        String column = part.text().endsWith(" DESC")
                ? part.text().substring(0, part.text().length() - 5)
                : part.text();
        if (!columns.contains(column)) {
            throw part.wrong("must be one of the table's columns, with DESC or without");
        }
        return part.text();
    }
}
