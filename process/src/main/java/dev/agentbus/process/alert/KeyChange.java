package dev.agentbus.process.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a rule remembers of one key from now on.
///
/// @param rule its name
/// @param state empty when there is nothing more to remember
record KeyChange(String rule, AlertKey key, Optional<JsonNode> state) {
    /// The name under which it is kept: the rule and the key's values, as a JSON array.
    String name() {
        ArrayNode name = Saved.JSON.createArrayNode().add(rule);
        key.values().forEach(name::add);
        return name.toString();
    }

    static boolean isName(String text) {
        return text.startsWith("[");
    }

    /// @param name what [#name()] said
    static KeyChange restored(String name, JsonNode state) {
        List<String> values = new ArrayList<>();
        Saved.JSON.readTree(name).forEach(value -> values.add(value.asString()));
        return new KeyChange(values.getFirst(), new AlertKey(values.subList(1, values.size())), Optional.of(state));
    }

    /// Takes the changes of one rule, key by key.
    interface Taker {
        /// @param state empty when there is nothing more to remember
        void take(AlertKey key, Optional<ObjectNode> state);
    }
}
