package dev.agentbus.process.alert;

import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A rules file to a [RuleBook]. Whatever it does not understand is an error with file, line and reason.
final class RuleReader {
    private static final Duration DEFAULT_LATENESS = Duration.ofSeconds(10);
    private static final Duration DEFAULT_EXPIRY = Duration.ofHours(24);
    private static final Duration MIN_STEP = Duration.ofSeconds(1);
    private static final int STEPS = 10;
    private static final int MAX_STEPS = 1_000;

    private static final List<String> KINDS = List.of("count", "rate", "ratio", "absence", "sequence");
    private static final Set<String> COMMON = Set.of("severity", "summary", "per", "group-by", "to");
    private static final Set<String> WINDOWED = Set.of("window", "every", "for", "cool-down");

    private final Contracts contracts;
    private final Values values;
    private final Map<String, String> environment;

    RuleReader(Contracts contracts, Map<String, String> environment) {
        this.contracts = contracts;
        this.environment = environment;
        this.values = new Values(environment);
    }

    RuleBook read(String file, String text) {
        Place top = Place.read(file, text);
        Values.refuseOthers(top, Set.of("lateness", "rules", "destinations"));
        List<Destination> destinations = new ArrayList<>();
        top.find("destinations")
                .ifPresent(places -> places.entries()
                        .forEach((name, place) ->
                                destinations.add(new DestinationReader(values, environment).read(name, place))));
        Set<String> names = new HashSet<>();
        destinations.forEach(destination -> names.add(destination.common().name()));
        List<Rule> rules = new ArrayList<>();
        top.find("rules")
                .ifPresent(places -> places.entries().forEach((name, place) -> rules.add(rule(name, place, names))));
        Duration lateness = top.find("lateness").map(values::duration).orElse(DEFAULT_LATENESS);
        return new RuleBook(file, text, lateness, rules, destinations);
    }

    private Rule rule(String name, Place place, Set<String> destinations) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,99}")) {
            throw place.wrong("must be named with up to 100 small letters, digits and hyphens, its name is " + name);
        }
        List<String> kinds =
                KINDS.stream().filter(kind -> place.find(kind).isPresent()).toList();
        if (kinds.size() != 1) {
            throw place.wrong("must hold exactly one of " + String.join(", ", KINDS));
        }
        String kind = kinds.getFirst();
        Place condition = place.need(kind);
        return switch (kind) {
            case "count" -> {
                requireKeys(place, kind, WINDOWED, Set.of("above"));
                Source source = new SourceReader(contracts, values).read(condition, Set.of());
                yield new Rule.Count(
                        terms(name, place, destinations, List.of(source)),
                        source,
                        span(place),
                        values.number(place.need("above")));
            }
            case "rate" -> {
                requireKeys(place, kind, WINDOWED, Set.of("above", "below", "unit"));
                Source source = new SourceReader(contracts, values).read(condition, Set.of());
                yield new Rule.Rate(
                        terms(name, place, destinations, List.of(source)),
                        source,
                        span(place),
                        place.find("unit").map(values::positive).orElse(Duration.ofSeconds(1)),
                        threshold(place));
            }
            case "ratio" -> ratio(name, place, condition, destinations);
            case "absence" -> absence(name, place, condition, destinations);
            default -> sequence(name, place, condition, destinations);
        };
    }

    private Rule ratio(String name, Place place, Place condition, Set<String> destinations) {
        requireKeys(place, "ratio", WINDOWED, Set.of("above", "below", "at-least"));
        SourceReader reader = new SourceReader(contracts, values);
        Source all = reader.read(condition, Set.of("part"));
        Source part = reader.on(all.topic(), condition.need("part"));
        return new Rule.Ratio(
                terms(name, place, destinations, List.of(all)),
                all,
                part,
                span(place),
                threshold(place),
                place.find("at-least").map(values::whole).orElse(1));
    }

    private Rule absence(String name, Place place, Place condition, Set<String> destinations) {
        requireKeys(place, "absence", Set.of("window", "expires"), Set.of());
        Source source = new SourceReader(contracts, values).read(condition, Set.of());
        Duration window = values.positive(place.need("window"));
        return new Rule.Absence(
                terms(name, place, destinations, List.of(source)), source, window, expiry(place, window));
    }

    private Rule sequence(String name, Place place, Place condition, Set<String> destinations) {
        requireKeys(place, "sequence", Set.of("within", "expires", "cool-down"), Set.of());
        Values.refuseOthers(condition, Set.of("first", "then", "without"));
        SourceReader reader = new SourceReader(contracts, values);
        Source first = reader.read(condition.need("first"), Set.of());
        Optional<Source> then = condition.find("then").map(each -> reader.read(each, Set.of()));
        Optional<Source> without = condition.find("without").map(each -> reader.read(each, Set.of()));
        if (then.isEmpty() && without.isEmpty()) {
            throw condition.wrong("must have then, without, or both");
        }
        List<Source> sources = new ArrayList<>(List.of(first));
        then.ifPresent(sources::add);
        without.ifPresent(sources::add);
        Duration within = values.positive(place.need("within"));
        return new Rule.Sequence(
                terms(name, place, destinations, sources), first, then, without, within, expiry(place, within));
    }

    private Duration expiry(Place place, Duration window) {
        Optional<Place> given = place.find("expires");
        Duration expires = given.map(values::positive).orElse(window.plus(DEFAULT_EXPIRY));
        if (expires.compareTo(window) <= 0) {
            throw given.orElse(place).wrong("must be longer than " + Durations.text(window));
        }
        return expires;
    }

    private static void requireKeys(Place place, String kind, Set<String> some, Set<String> others) {
        Set<String> known = new TreeSet<>(COMMON);
        known.add(kind);
        known.addAll(some);
        known.addAll(others);
        Values.refuseOthers(place, known);
    }

    private Terms terms(String name, Place place, Set<String> destinations, List<Source> sources) {
        List<String> per = values.list(place, "per");
        SourceReader reader = new SourceReader(contracts, values);
        place.find("per").ifPresent(given -> per.forEach(field -> reader.requireField(given, field, sources)));
        List<String> groupBy = place.find("group-by").isPresent() ? values.list(place, "group-by") : per;
        if (!per.containsAll(groupBy)) {
            throw place.need("group-by").wrong("must be some of per");
        }
        List<String> to = values.list(place, "to");
        if (!destinations.containsAll(to)) {
            throw place.need("to")
                    .wrong("must name destinations of this file (" + String.join(", ", destinations) + ")");
        }
        return new Terms(
                name,
                severity(place),
                place.find("summary").map(values::text).orElse(name.replace('-', ' ')),
                per,
                groupBy,
                place.find("for").map(values::duration).orElse(Duration.ZERO),
                place.find("cool-down").map(values::duration).orElse(Duration.ZERO),
                to);
    }

    private Severity severity(Place place) {
        Optional<Place> given = place.find("severity");
        if (given.isEmpty()) {
            return Severity.WARNING;
        }
        for (Severity severity : Severity.values()) {
            if (severity.word().equals(values.text(given.get()).toLowerCase(Locale.ROOT))) {
                return severity;
            }
        }
        throw given.get().wrong("must be critical, warning or info");
    }

    private Threshold threshold(Place place) {
        Optional<Place> above = place.find("above");
        Optional<Place> below = place.find("below");
        if (above.isPresent() == below.isPresent()) {
            throw place.wrong("must have either above or below");
        }
        return above.isPresent()
                ? new Threshold(Threshold.Side.ABOVE, values.number(above.get()))
                : new Threshold(Threshold.Side.BELOW, values.number(below.orElseThrow()));
    }

    private Span span(Place place) {
        Place given = place.need("window");
        Duration window = values.positive(given);
        Optional<Place> every = place.find("every");
        Duration tenth = window.dividedBy(STEPS);
        Duration step = every.map(values::positive).orElse(tenth.compareTo(MIN_STEP) < 0 ? MIN_STEP : tenth);
        if (window.toMillis() % step.toMillis() != 0 || window.toMillis() / step.toMillis() > MAX_STEPS) {
            throw every.orElse(given)
                    .wrong("must divide the window (%s) into at most %d steps"
                            .formatted(Durations.text(window), MAX_STEPS));
        }
        return new Span(window, step);
    }
}
