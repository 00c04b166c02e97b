package dev.agentbus.process.alert;

import dev.agentbus.events.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which alerts of one rule fire now, and which of them people are told of as one. Gives changes their
/// names. One thread.
final class Notices {
    /// `{value:time|times}`: one or many.
    private static final Pattern COUNTED = Pattern.compile("\\{value:([^|{}]*)\\|([^|{}]*)}");

    private final Rule rule;
    private final Map<AlertKey, Open> open = new TreeMap<>();

    /// @param since in milliseconds
    private record Open(long since, TreeSet<AlertKey> members) {}

    Notices(Rule rule) {
        this.rule = rule;
    }

    Transition take(Change change) {
        Terms terms = rule.terms();
        AlertKey shared = change.key().project(terms.per(), terms.groupBy());
        Open notice = open.computeIfAbsent(shared, _ -> new Open(change.at(), new TreeSet<>()));
        boolean fired = change.kind() == Change.Kind.FIRED;
        boolean first = fired && notice.members().isEmpty();
        if (fired) {
            notice.members().add(change.key());
        } else {
            notice.members().remove(change.key());
        }
        boolean last = !fired && notice.members().isEmpty();
        if (last) {
            open.remove(shared);
        }
        return named(
                change,
                shared,
                notice,
                first ? Transition.Notice.OPEN : last ? Transition.Notice.CLOSE : Transition.Notice.NONE);
    }

    private Transition named(Change change, AlertKey shared, Open notice, Transition.Notice told) {
        Terms terms = rule.terms();
        Map<String, String> key = change.key().named(terms.per());
        return new Transition(
                terms,
                rule.kind(),
                change.kind(),
                Instant.ofEpochMilli(change.at()),
                Instant.ofEpochMilli(change.firedAt()),
                key,
                EventId.named("alert " + terms.name() + " " + change.key().text() + " " + change.firedAt()),
                EventId.named("notice " + terms.name() + " " + shared.text() + " " + notice.since()),
                told,
                Instant.ofEpochMilli(notice.since()),
                notice.members().size(),
                number(change.value()),
                number(rule.bound()),
                window().toMillis(),
                change.evidence(),
                message(key, change.value()),
                change.reason());
    }

    private static Optional<Double> number(double value) {
        return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
    }

    private Duration window() {
        return switch (rule) {
            case Rule.Count count -> count.window().length();
            case Rule.Rate rate -> rate.window().length();
            case Rule.Ratio ratio -> ratio.window().length();
            case Rule.Absence absence -> absence.window();
            case Rule.Sequence sequence -> sequence.within();
        };
    }

    private String message(Map<String, String> key, double value) {
        String text = counted(rule.terms().summary(), value);
        for (Map.Entry<String, String> field : key.entrySet()) {
            String shown = field.getValue().isEmpty() ? "(none)" : field.getValue();
            text = text.replace("{" + field.getKey() + "}", shown);
        }
        return text.replace("{value}", shown(value))
                .replace("{threshold}", shown(rule.bound()))
                .replace("{window}", Durations.text(window()));
    }

    /// Before anything is filled in that could look like it.
    private static String counted(String summary, double value) {
        return COUNTED.matcher(summary).replaceAll(words -> Matcher.quoteReplacement(words.group(value == 1 ? 1 : 2)));
    }

    /// A share as percentage, anything else as it is.
    private String shown(double number) {
        if (Double.isNaN(number)) {
            return "?";
        }
        if (rule instanceof Rule.Ratio) {
            return String.format(Locale.ROOT, "%.1f %%", number * 100);
        }
        return number == Math.rint(number) ? Long.toString((long) number) : String.format(Locale.ROOT, "%.2f", number);
    }

    void save(ObjectNode into) {
        ArrayNode all = into.putArray("notices");
        open.forEach((shared, notice) -> {
            ObjectNode node = all.addObject();
            Saved.writeKey(node, shared);
            node.put("since", notice.since());
            ArrayNode members = node.putArray("members");
            notice.members().forEach(member -> Saved.writeKey(members.addObject(), member));
        });
    }

    void restore(JsonNode from) {
        for (JsonNode node : from.path("notices")) {
            TreeSet<AlertKey> members = new TreeSet<>();
            node.path("members").forEach(member -> members.add(Saved.readKey(member)));
            open.put(Saved.readKey(node), new Open(node.path("since").asLong(), members));
        }
    }
}
