package dev.agentbus.app;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The JSON that this module writes itself.
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// The shape of every error answer.
    static String error(String error, String message) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("error", error).put("message", message);
        return node.toString();
    }
}
