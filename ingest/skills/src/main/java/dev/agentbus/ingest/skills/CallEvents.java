package dev.agentbus.ingest.skills;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Field;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Turns calls of skills into events of their contracts. Safe for any thread.
public final class CallEvents {
    private final Contracts contracts;
    private final Map<TopicName, EventDecoder> decoders = new ConcurrentHashMap<>();

    public CallEvents(Contracts contracts) {
        this.contracts = contracts;
    }

    /// The event of a call, as the bytes of its spool file have it.
    ///
    /// Optional fields that the contract refuses stay in the event as remarks (see [CallPayload#REMARKS]).
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
        Contract contract = contracts
                .find(call.topic())
                .orElseThrow(() -> new PermanentFailure(
                        "Cannot read skill call: its topic must have a contract, got: " + call.topic()));
        CallPayload payload = new CallPayload(call);
        String given = payload.text(Contract.EVENT_ID);
        EventId id = given == null ? EventId.mint() : new EventId(given);
        Instant time = payload.time(contract.timeField(), calledAt);
        byte[] json = acceptable(contract, payload);
        String correlation = payload.text(Contract.CORRELATION_ID);
        return new Event(
                call.topic(),
                id,
                contract.keyField().map(payload::text).orElse(null),
                json,
                time,
                correlation == null ? List.of() : List.of(Header.of(Envelope.CORRELATION_ID, correlation)));
    }

    private byte[] acceptable(Contract contract, CallPayload payload) {
        EventDecoder decoder = decoders.computeIfAbsent(contract.topic(), _ -> new EventDecoder(contract));
        SourcePosition nowhere = new SourcePosition(contract.topic(), 0, 0);
        while (true) {
            byte[] json = payload.toJson();
            try {
                decoder.decode(json, List.of(), nowhere, Instant.EPOCH);
                return json;
            } catch (Undecodable e) {
                boolean optional = payload.has(e.field())
                        && contract.field(e.field())
                                .map(Field::required)
                                .orElse(true)
                                .equals(false);
                if (!optional) {
                    throw e;
                }
                payload.setAside(e.field(), e.rule());
            }
        }
    }
}
