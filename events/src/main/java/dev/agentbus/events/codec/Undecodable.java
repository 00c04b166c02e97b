package dev.agentbus.events.codec;

import dev.agentbus.events.PermanentFailure;

/// A record value that is not an event of its topic. Names the field, the rule and the value, as
/// far as there are such.
public final class Undecodable extends PermanentFailure {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARACTERS = 80;
    private static final String GOT = ", got: ";

    private final String field;
    private final String rule;

    /// @param field the field, or `$` for the whole value
    /// @param rule a short stable name such as `required`, `type`, `utf-8`, `syntax`, `depth`
    Undecodable(String field, String rule, String message) {
        super(message);
        this.field = field;
        this.rule = rule;
    }

    Undecodable(String field, String rule, String message, Throwable cause) {
        super(message, cause);
        this.field = field;
        this.rule = rule;
    }

    static Undecodable wrongType(String field, String expected, String got) {
        return new Undecodable(
                field, "type", "Cannot decode event: %s must be %s, got: %s".formatted(field, expected, shown(got)));
    }

    static String shown(String value) {
        return value.length() <= SHOWN_CHARACTERS ? value : value.substring(0, SHOWN_CHARACTERS) + "…";
    }

    public String field() {
        return field;
    }

    public String rule() {
        return rule;
    }

    /// What came instead, shortened.
    String value() {
        String message = String.valueOf(getMessage());
        int got = message.indexOf(GOT);
        return got < 0 ? "" : message.substring(got + GOT.length());
    }
}
