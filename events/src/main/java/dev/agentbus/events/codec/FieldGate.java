package dev.agentbus.events.codec;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Sees each field before it is read.
interface FieldGate {
    /// Lets everything through, as reading from the log does.
    FieldGate OPEN = new FieldGate() {
        @Override
        public boolean admits(int ordinal, JsonParser parser, JsonToken token) {
            return true;
        }

        @Override
        public void unknown(String name) {}
    };

    /// Whether the value, the parser's current token and never null, is to be read.
    boolean admits(int ordinal, JsonParser parser, JsonToken token);

    /// There is a field that the contract does not name.
    void unknown(String name);
}
