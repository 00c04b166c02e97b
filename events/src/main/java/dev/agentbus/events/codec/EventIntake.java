package dev.agentbus.events.codec;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.FieldType;
import dev.agentbus.events.redaction.Redactor;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The way into one topic, the same for every door: checks a payload against the contract, hides
/// what is secret and makes the event of it. Apart from secrets the payload's bytes stay as they
/// are.
///
/// Strict where reading is tolerant: types, ranges, enumerations and formats must be right. Field
/// names may come in camelCase or as an alias here too, since consumers understand them.
///
/// Safe for any thread; costly to make and cheap to use.
public final class EventIntake {
    /// Room for headers and framing below the log's usual limit of 1 MiB per record.
    public static final int MAX_PAYLOAD_BYTES = 1_000_000;

    /// What a door knows beside the payload; the payload's own word goes first.
    ///
    /// @param id the event's id
    /// @param time when it happened
    /// @param headers further record headers
    public record Beside(Optional<EventId> id, Optional<Instant> time, List<Header> headers) {
        public static final Beside NOTHING = new Beside(Optional.empty(), Optional.empty(), List.of());

        public Beside {
            headers = List.copyOf(headers);
        }
    }

    private final Contract contract;
    private final FieldIndex index;
    private final EventRules rules;
    private final Redactor redactor;
    private final Clock clock;
    private final int keyOrdinal;
    private final int correlationOrdinal;

    public EventIntake(Contract contract) {
        this(contract, Clock.systemUTC());
    }

    public EventIntake(Contract contract, Clock clock) {
        this.contract = contract;
        this.index = new FieldIndex(contract);
        this.rules = new EventRules(index);
        this.redactor = Redactor.of(contract);
        this.clock = clock;
        this.keyOrdinal = contract.keyField().map(index::ordinalOfName).orElse(-1);
        this.correlationOrdinal = index.ordinalOfName(Contract.CORRELATION_ID);
    }

    public Contract contract() {
        return contract;
    }

    public Intake take(byte[] payload) {
        return take(payload, Beside.NOTHING);
    }

    public Intake take(byte[] payload, Beside beside) {
        if (payload.length > MAX_PAYLOAD_BYTES) {
            return refused(
                    "$", "size", "have at most %d bytes".formatted(MAX_PAYLOAD_BYTES), payload.length + " bytes");
        }
        if (payload.length == 0) {
            return refused("$", "empty", "be a JSON object", Violation.NOTHING);
        }
        Gate gate = new Gate();
        FieldReader reader;
        try {
            reader = EventDecoder.read(index, gate, payload);
        } catch (Undecodable e) {
            String message = String.valueOf(e.getMessage()).replaceFirst("decode", "accept");
            gate.violations.add(new Violation(e.field(), e.rule(), e.value(), message));
            return new Intake.Refused(gate.violations);
        }
        @Nullable Object[] values = reader.values();
        rules.checkAll(values, gate.refused, gate.violations);
        return gate.violations.isEmpty() ? accepted(payload, values, beside) : new Intake.Refused(gate.violations);
    }

    private Intake accepted(byte[] payload, @Nullable Object[] values, Beside beside) {
        String ownId = text(values, index.idOrdinal());
        EventId id = ownId == null || ownId.isBlank() ? beside.id().orElseGet(EventId::mint) : new EventId(ownId);
        Object ownTime = index.timeOrdinal() < 0 ? null : values[index.timeOrdinal()];
        Instant time = ownTime instanceof Instant given ? given : beside.time().orElseGet(clock::instant);
        String trace = text(values, correlationOrdinal);
        Event event = new Event(
                contract.topic(), id, text(values, keyOrdinal), redactor.redact(payload), time, beside.headers());
        return new Intake.Accepted(
                event, trace == null || trace.isBlank() ? Optional.empty() : Optional.of(new CorrelationId(trace)));
    }

    private static @Nullable String text(@Nullable Object[] values, int ordinal) {
        Object value = ordinal < 0 ? null : values[ordinal];
        return value == null ? null : value.toString();
    }

    private static Intake refused(String field, String rule, String must, String value) {
        return new Intake.Refused(List.of(Violation.of(field, rule, must, value)));
    }

    /// Notes what breaks the rules while the payload is read once.
    private final class Gate implements FieldGate {
        private final List<Violation> violations = new ArrayList<>(0);
        private final boolean[] refused = new boolean[index.size()];

        @Override
        public boolean admits(int ordinal, JsonParser parser, JsonToken token) {
            Violation violation = rules.field(ordinal).check(parser, token);
            if (violation == null && ordinal == index.idOrdinal() && index.type(ordinal) == FieldType.TEXT) {
                violation = checkId(parser.getString());
            }
            if (violation == null) {
                return true;
            }
            refused[ordinal] = true;
            violations.add(violation);
            return false;
        }

        private static @Nullable Violation checkId(String id) {
            return id.length() <= EventId.MAX_LENGTH
                    ? null
                    : Violation.of(
                            Contract.EVENT_ID,
                            "maxLength",
                            "have at most %d characters".formatted(EventId.MAX_LENGTH),
                            id.length() + " characters");
        }

        @Override
        public void unknown(String name) {
            if (rules.isClosed()) {
                violations.add(Violation.of(name, "additionalProperties", "be a field of the contract", "this field"));
            }
        }
    }
}
