package dev.agentbus.process.alert;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.contract.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Scalars of a rules file; `${NAME:-default}` in them is filled from the environment.
record Values(Map<String, String> environment) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

    static void refuseOthers(Place place, Set<String> known) {
        place.entries().forEach((key, value) -> {
            if (!known.contains(key)) {
                throw value.wrong("must be one of " + String.join(", ", new TreeSet<>(known)) + "; it is " + key);
            }
        });
    }

    String text(Place place) {
        Matcher variables = VARIABLE.matcher(place.text());
        StringBuilder filled = new StringBuilder();
        while (variables.find()) {
            String value = environment.getOrDefault(variables.group(1), "");
            if (value.isBlank()) {
                if (variables.group(2) == null) {
                    throw place.wrong("must name a variable that is set");
                }
                value = variables.group(2);
            }
            variables.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return variables.appendTail(filled).toString();
    }

    double number(Place place) {
        try {
            double number = Double.parseDouble(text(place));
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException _) {
            throw place.wrong("must be a number");
        }
        throw place.wrong("must be a number");
    }

    int whole(Place place) {
        double number = number(place);
        if (number < 1 || number != Math.rint(number) || number > Integer.MAX_VALUE) {
            throw place.wrong("must be a whole number of at least 1");
        }
        return (int) number;
    }

    Duration duration(Place place) {
        try {
            return Durations.parse(text(place));
        } catch (Misconfigured e) {
            throw place.wrong("must be a duration like 30s, 10m, 1h or 7d");
        }
    }

    Duration positive(Place place) {
        Duration duration = duration(place);
        if (duration.isZero()) {
            throw place.wrong("must be longer than nothing");
        }
        return duration;
    }

    /// A list of texts, or one text; empty when it is not there.
    List<String> list(Place parent, String key) {
        return parent.find(key)
                .map(place -> place.isSequence()
                        ? place.items().stream().map(this::text).toList()
                        : List.of(text(place)))
                .orElse(List.of());
    }
}
