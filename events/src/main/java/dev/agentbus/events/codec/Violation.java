package dev.agentbus.events.codec;

/// One way in which an event breaks its contract.
///
/// @param field the field, with a path inside it where there is one; `$` for the whole event
/// @param rule the JSON Schema keyword, or `syntax`, `utf-8`, `nul`, `surrogate`, `depth`, `size`,
///     `object`, `empty`
/// @param value what came, shortened; `[redacted]` for a secret field
/// @param message the sentence for people
public record Violation(String field, String rule, String value, String message) {
    static final String NOTHING = "none";

    static Violation of(String field, String rule, String must, String value) {
        String shown = Undecodable.shown(value);
        return new Violation(
                field, rule, shown, "Cannot accept event: %s must %s, got: %s".formatted(field, must, shown));
    }
}
