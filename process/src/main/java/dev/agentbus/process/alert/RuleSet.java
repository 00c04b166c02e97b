package dev.agentbus.process.alert;

import dev.agentbus.events.TextPool;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All rules in force, ready to be asked about an event. Immutable; safe for any thread.
final class RuleSet {
    private final List<Rule> rules;
    private final Map<TopicName, List<Interest>> byTopic = new HashMap<>();

    /// A rule's sources on one topic.
    ///
    /// @param rule its place
    /// @param per the key's fields, as places in the topic's contract
    private record Interest(int rule, List<Part> parts, int[] per) {}

    /// @param bit of the source
    /// @param implied bits of those whose conditions must hold too
    private record Part(int bit, int implied, Source source) {}

    /// @param perOf places of a rule's key fields in a topic's contract
    RuleSet(List<Rule> rules, KeyFields perOf) {
        this.rules = List.copyOf(rules);
        for (int place = 0; place < rules.size(); place++) {
            Rule rule = rules.get(place);
            for (TopicName topic : rule.topics()) {
                byTopic.computeIfAbsent(topic, _ -> new ArrayList<>())
                        .add(new Interest(place, partsOn(rule, topic), perOf.of(rule, topic)));
            }
        }
    }

    /// Finds a rule's key fields in the contract of a topic.
    interface KeyFields {
        int[] of(Rule rule, TopicName topic);
    }

    private static List<Part> partsOn(Rule rule, TopicName topic) {
        List<Part> parts = new ArrayList<>();
        List<Source> sources = rule.sources();
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).topic().equals(topic)) {
                int implied = rule instanceof Rule.Ratio && i == 1 ? 1 : 0;
                parts.add(new Part(1 << i, implied, sources.get(i)));
            }
        }
        return parts;
    }

    List<Rule> rules() {
        return rules;
    }

    Set<TopicName> topics() {
        return Set.copyOf(byTopic.keySet());
    }

    /// What the rules see in an event; empty when none is interested.
    ///
    /// @param texts where values that come again and again are kept once
    Optional<Sighting> sight(DecodedEvent event, Evidence evidence, TextPool texts) {
        List<Interest> interests = byTopic.get(event.contract().topic());
        if (interests == null) {
            return Optional.empty();
        }
        List<Sighting.Part> parts = new ArrayList<>(interests.size());
        for (Interest interest : interests) {
            int bits = bitsOf(interest, event);
            if (bits != 0) {
                parts.add(new Sighting.Part(interest.rule(), bits, keyOf(interest.per(), event, texts)));
            }
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Sighting(
                        timeOf(event).toEpochMilli(),
                        new Sighting.Id(event.contract().topic(), event.id().value()),
                        evidence,
                        parts));
    }

    private static int bitsOf(Interest interest, DecodedEvent event) {
        int bits = 0;
        for (Part part : interest.parts()) {
            if ((bits & part.implied()) == part.implied() && part.source().means(event)) {
                bits |= part.bit();
            }
        }
        return bits;
    }

    private static AlertKey keyOf(int[] per, DecodedEvent event, TextPool texts) {
        if (per.length == 0) {
            return AlertKey.ALL;
        }
        List<String> values = new ArrayList<>(per.length);
        for (int ordinal : per) {
            @Nullable Object value = event.value(ordinal);
            values.add(value == null ? "" : texts.same(AlertKey.shortened(value.toString())));
        }
        return new AlertKey(values);
    }

    /// An event can't have happened after its record was written: a clock that runs ahead must not take
    /// everybody's time with it.
    static Instant timeOf(DecodedEvent event) {
        return event.time().isAfter(event.recordTime()) ? event.recordTime() : event.time();
    }
}
