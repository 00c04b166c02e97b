package dev.agentbus.ingest.demo;

import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import java.util.List;
import java.util.Objects;

/// One event of a fleet, not yet tied to real time. Immutable.
public final class FleetEvent {
    private final long atMillis;
    private final String author;
    private final Door door;
    private final TopicName topic;
    private final String key;
    private final Doc fields;
    private final EventId id;

    FleetEvent(long atMillis, String author, Door door, Says.Said said) {
        this.atMillis = atMillis;
        this.author = author;
        this.topic = said.topic();
        this.key = said.key();
        this.id = said.id();
        this.fields = said.fields();
        this.door = door == Door.SKILL && !SkillFlags.canSay(said) ? Door.HTTP : door;
    }

    /// In the fleet's own time, whose 0 is when the demo begins; what happened before is negative.
    public long atMillis() {
        return atMillis;
    }

    /// Who says it. Events of one author keep their order.
    public String author() {
        return author;
    }

    public Door door() {
        return door;
    }

    public TopicName topic() {
        return topic;
    }

    public EventId id() {
        return id;
    }

    Doc fields() {
        return fields;
    }

    /// The payload as UTF-8 JSON.
    public byte[] payload(Moment moment) {
        return JsonPayload.of(fields, moment);
    }

    /// As the SDK takes it.
    public Event event(Moment moment) {
        return new Event(topic, id, key, payload(moment), moment.time(), List.of());
    }

    /// The skill to call and its arguments; only where [#door()] is [Door#SKILL].
    public List<String> skillCall(Moment moment) {
        return SkillFlags.call(topic, fields, moment);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FleetEvent event && id.equals(event.id);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(id);
    }

    @Override
    public String toString() {
        return topic + "/" + id + " by " + author;
    }
}
