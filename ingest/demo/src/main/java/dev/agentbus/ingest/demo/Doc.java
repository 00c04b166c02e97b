package dev.agentbus.ingest.demo;

import java.util.ArrayList;
import java.util.List;

/// The fields of an event, in order. Durations and times are still the fleet's own; they become real
/// when the event is written at some [Moment].
final class Doc implements Value {
    record Member(String name, Value value) {}

    private final List<Member> members = new ArrayList<>(20);

    List<Member> members() {
        return members;
    }

    /// The same fields but one.
    Doc without(String name) {
        Doc rest = new Doc();
        members.stream().filter(member -> !member.name().equals(name)).forEach(rest.members::add);
        return rest;
    }

    Doc with(String name, Value value) {
        members.add(new Member(name, value));
        return this;
    }

    /// The text of that name; empty when there is none.
    String text(String name) {
        for (Member member : members) {
            if (member.name.equals(name) && member.value instanceof Value.Text(String text)) {
                return text;
            }
        }
        return "";
    }

    Doc text(String name, String text) {
        return with(name, new Value.Text(text));
    }

    Doc whole(String name, long number) {
        return with(name, new Value.Whole(number));
    }

    /// Kept to three decimals, as people write scores.
    Doc score(String name, double number) {
        return with(name, new Value.Fraction(Math.rint(number * 1_000) / 1_000));
    }

    Doc flag(String name, boolean flag) {
        return with(name, new Value.Flag(flag));
    }

    Doc span(String name, long millis) {
        return with(name, new Value.Span(millis));
    }

    Doc ago(String name, long millis) {
        return with(name, new Value.Ago(millis));
    }

    Doc texts(String name, List<String> texts) {
        return with(name, new Value.Items(texts.stream().map(Value.Text::new).toList()));
    }

    Doc docs(String name, List<Doc> docs) {
        return with(name, new Value.Items(docs));
    }
}
