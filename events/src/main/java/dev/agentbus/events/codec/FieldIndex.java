package dev.agentbus.events.codec;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Field;
import dev.agentbus.events.contract.FieldType;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The names under which a contract's fields may come, compiled for one look-up per name.
final class FieldIndex {
    /// An alias never overwrites a value that came under the canonical name.
    record Slot(int ordinal, boolean canonical) {}

    private final Contract contract;
    private final Field[] fields;
    private final Map<String, Slot> slots = new HashMap<>();
    private final Map<String, Integer> ordinals = new HashMap<>();
    private final int timeOrdinal;
    private final int idOrdinal;
    private final int[] required;

    FieldIndex(Contract contract) {
        this(contract, contract.fields().toArray(Field[]::new));
    }

    /// For a record of which no field is read: costs nothing to make.
    static FieldIndex ofNothing(Contract contract) {
        return new FieldIndex(contract, new Field[0]);
    }

    private FieldIndex(Contract contract, Field[] fields) {
        this.contract = contract;
        this.fields = fields;
        for (int i = 0; i < fields.length; i++) {
            slots.put(fields[i].name(), new Slot(i, true));
            ordinals.put(fields[i].name(), i);
        }
        for (int i = 0; i < fields.length; i++) {
            slots.putIfAbsent(camelCase(fields[i].name()), new Slot(i, false));
            for (String alias : fields[i].aliases()) {
                slots.putIfAbsent(alias, new Slot(i, false));
                slots.putIfAbsent(camelCase(alias), new Slot(i, false));
            }
        }
        this.timeOrdinal = ordinalOfName(contract.timeField());
        this.idOrdinal = ordinalOfName(Contract.EVENT_ID);
        this.required = IntStream.range(0, fields.length)
                .filter(i -> fields[i].required())
                .toArray();
    }

    static String camelCase(String snake) {
        if (snake.indexOf('_') < 0) {
            return snake;
        }
        StringBuilder camel = new StringBuilder(snake.length());
        boolean upper = false;
        for (int i = 0; i < snake.length(); i++) {
            char c = snake.charAt(i);
            if (c == '_') {
                upper = camel.length() > 0;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }

    Contract contract() {
        return contract;
    }

    int size() {
        return fields.length;
    }

    @Nullable
    Slot slotOf(String name) {
        return slots.get(name);
    }

    int ordinalOfName(String canonical) {
        return ordinals.getOrDefault(canonical, -1);
    }

    Field field(int ordinal) {
        return fields[ordinal];
    }

    FieldType type(int ordinal) {
        return fields[ordinal].type();
    }

    int timeOrdinal() {
        return timeOrdinal;
    }

    int idOrdinal() {
        return idOrdinal;
    }

    int[] required() {
        return required;
    }
}
