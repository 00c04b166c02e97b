package dev.agentbus.events;

/// Ties the events of one trace together. Text, not a UUID: producers in the field send both.
public record CorrelationId(String value) {
    public CorrelationId {
        if (value.isBlank()) {
            throw new PermanentFailure("Cannot use correlation id: it must not be blank, got: '" + value + "'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
