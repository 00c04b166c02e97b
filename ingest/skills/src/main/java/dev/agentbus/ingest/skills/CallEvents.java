package dev.agentbus.ingest.skills;

import dev.agentbus.events.Event;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.EventIntake;
import dev.agentbus.events.codec.Intake;
import dev.agentbus.events.codec.Violation;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Field;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Turns calls of skills into events of their contracts. Safe for any thread.
public final class CallEvents {
    private final Contracts contracts;
    private final Map<TopicName, EventIntake> doors = new ConcurrentHashMap<>();

    public CallEvents(Contracts contracts) {
        this.contracts = contracts;
    }

    /// The event of a call, as the bytes of its spool file have it.
    ///
    /// Optional fields that the contract refuses stay in the event as remarks (see
    /// [CallPayload#REMARKS]).
    ///
    /// @param calledAt event time of a call that gives none
    /// @throws PermanentFailure when no event of a contract can be made of it
    public Event eventOf(byte[] file, Instant calledAt) {
        SkillCall call = SkillCall.parse(file)
                .orElseThrow(() -> new PermanentFailure(
                        "Cannot read skill call: it must end with its end mark, got: %d bytes without"
                                .formatted(file.length)));
        return eventOf(call, calledAt);
    }

    Event eventOf(SkillCall call, Instant calledAt) {
        EventIntake door = doors.computeIfAbsent(call.topic(), this::open);
        CallPayload payload = new CallPayload(call);
        payload.ensureTime(door.contract().timeField(), calledAt);
        while (true) {
            switch (door.take(payload.toJson())) {
                case Intake.Accepted accepted -> {
                    return accepted.event();
                }
                case Intake.Refused refused -> setAside(refused.violations(), door.contract(), payload);
            }
        }
    }

    private EventIntake open(TopicName topic) {
        return new EventIntake(contracts
                .find(topic)
                .orElseThrow(() ->
                        new PermanentFailure("Cannot read skill call: its topic must have a contract, got: " + topic)));
    }

    /// Each round takes at least one field out, or ends in the failure.
    private static void setAside(List<Violation> violations, Contract contract, CallPayload payload) {
        Set<String> done = new HashSet<>();
        for (Violation violation : violations) {
            String field = violation.field().split("/", 2)[0];
            if (!done.add(field)) {
                continue;
            }
            Field known = contract.field(field).orElse(null);
            if ((known != null && known.required()) || !payload.has(field)) {
                throw new PermanentFailure(violation.message());
            }
            if (known != null && known.secret()) {
                payload.drop(field, violation.rule());
            } else {
                payload.setAside(field, violation.rule());
            }
        }
    }
}
