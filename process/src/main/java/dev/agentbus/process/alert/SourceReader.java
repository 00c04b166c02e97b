package dev.agentbus.process.alert;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Field;
import dev.agentbus.events.contract.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// `{topic: …, where: {field: condition}}` to a [Source]; several conditions in a list stand for any of
/// them.
record SourceReader(Contracts contracts, Values values) {
    Source read(Place place, Set<String> alsoKnown) {
        Set<String> known = new TreeSet<>(alsoKnown);
        known.addAll(Set.of("topic", "where"));
        Values.refuseOthers(place, known);
        Contract contract = contract(place.need("topic"));
        List<List<Condition>> anyOf =
                place.find("where").map(where -> anyOf(contract, where)).orElse(List.of(List.of()));
        return new Source(contract.topic(), anyOf);
    }

    /// Conditions alone, on a topic that is known.
    Source on(TopicName topic, Place where) {
        return new Source(topic, anyOf(contracts.find(topic).orElseThrow(), where));
    }

    private Contract contract(Place place) {
        try {
            return contracts
                    .find(new TopicName(values.text(place)))
                    .orElseThrow(() -> place.wrong("must be a topic with a contract"));
        } catch (PermanentFailure e) {
            throw place.wrong("must be a topic with a contract");
        }
    }

    private List<List<Condition>> anyOf(Contract contract, Place where) {
        List<Place> alternatives = where.isSequence() ? where.items() : List.of(where);
        List<List<Condition>> anyOf = new ArrayList<>();
        for (Place alternative : alternatives) {
            List<Condition> conditions = new ArrayList<>();
            alternative.entries().forEach((names, check) -> conditions.add(condition(contract, names, check)));
            anyOf.add(conditions);
        }
        return anyOf;
    }

    private Condition condition(Contract contract, String names, Place place) {
        List<String> fields = List.of(names.split("\\|", -1));
        List<String> known = contract.fields().stream().map(Field::name).toList();
        for (String field : fields) {
            if (!known.contains(field)) {
                throw place.wrong("must be on a field of %s, which has no %s".formatted(contract.topic(), field));
            }
        }
        int[] ordinals = fields.stream().mapToInt(known::indexOf).toArray();
        return new Condition(fields, ordinals, check(place));
    }

    private Condition.Check check(Place place) {
        if (place.isSequence()) {
            return new Condition.Check.OneOf(
                    place.items().stream().map(values::text).toList());
        }
        if (!place.isMapping()) {
            return new Condition.Check.OneOf(List.of(values.text(place)));
        }
        Map<String, Place> entries = place.entries();
        if (entries.size() != 1) {
            throw place.wrong("must hold exactly one of above, below, at-least, at-most, exists, not");
        }
        Map.Entry<String, Place> only = entries.entrySet().iterator().next();
        Place bound = only.getValue();
        return switch (only.getKey()) {
            case "above" -> new Condition.Check.Above(values.number(bound));
            case "below" -> new Condition.Check.Below(values.number(bound));
            case "at-least" -> new Condition.Check.AtLeast(values.number(bound));
            case "at-most" -> new Condition.Check.AtMost(values.number(bound));
            case "exists" -> new Condition.Check.Exists(bound.flag());
            case "not" ->
                new Condition.Check.NoneOf(
                        bound.isSequence()
                                ? bound.items().stream().map(values::text).toList()
                                : List.of(values.text(bound)));
            default -> throw place.wrong("must hold exactly one of above, below, at-least, at-most, exists, not");
        };
    }

    /// @throws dev.agentbus.events.Misconfigured unless the topics of all sources have it
    void requireField(Place place, String field, List<Source> sources) {
        for (Source source : sources) {
            Contract contract = contracts.find(source.topic()).orElseThrow();
            if (contract.field(field).isEmpty()) {
                throw place.wrong("must be fields of %s, which has no %s".formatted(source.topic(), field));
            }
        }
    }
}
