package dev.agentbus.process.alert;

import dev.agentbus.events.EventId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An alert that fired, or one that is over: what becomes an event of `agent-alerts`.
///
/// @param incident the same when it fires and when it is over
/// @param notice the notice that people get; several alerts may share one
/// @param told what it means for that notice
/// @param noticeSince when the notice was opened
/// @param members alerts that share the notice now, this one included
/// @param value empty where the rule has none
/// @param reason why it is over; empty when it fired
public record Transition(
        Terms terms,
        String kind,
        Change.Kind change,
        Instant at,
        Instant firedAt,
        Map<String, String> key,
        EventId incident,
        EventId notice,
        Notice told,
        Instant noticeSince,
        int members,
        Optional<Double> value,
        Optional<Double> threshold,
        long windowMillis,
        List<Evidence> evidence,
        String message,
        String reason) {
    /// What a change of one alert means for the notice it shares.
    public enum Notice {
        /// It is the first one: tell people.
        OPEN,
        /// It was the last one: tell people that it is over.
        CLOSE,
        /// Others are firing already, or still.
        NONE
    }

    /// Follows from rule, key and time: the same change computed twice has the same id.
    public EventId id() {
        return EventId.named(incident + " " + change);
    }

    public boolean fired() {
        return change == Change.Kind.FIRED;
    }
}
