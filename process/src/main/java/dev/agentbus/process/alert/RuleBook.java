package dev.agentbus.process.alert;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Field;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What one rules file says. Immutable.
///
/// @param text the file itself
/// @param lateness how late an event may come and still count
public record RuleBook(String file, String text, Duration lateness, List<Rule> rules, List<Destination> destinations) {
    /// The rules that come with the bus.
    public static final String SHIPPED = "alerts.yaml";

    public RuleBook {
        rules = List.copyOf(rules);
        destinations = List.copyOf(destinations);
    }

    /// @param environment fills `${NAME:-default}` in numbers and texts, and holds secrets
    /// @throws Misconfigured with file, line and reason
    public static RuleBook read(String file, String text, Contracts contracts, Map<String, String> environment) {
        return new RuleReader(contracts, environment).read(file, text);
    }

    /// The text of the rules that come with the bus.
    public static String shipped() {
        try (InputStream in = Objects.requireNonNull(RuleBook.class.getResourceAsStream(SHIPPED), SHIPPED)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read shipped rules: they are part of the jar, got: " + SHIPPED, e);
        }
    }

    RuleSet ruleSet(Contracts contracts) {
        return new RuleSet(
                rules, (rule, topic) -> places(contracts, rule.terms().per(), topic));
    }

    private static int[] places(Contracts contracts, List<String> fields, TopicName topic) {
        Contract contract = contracts.find(topic).orElseThrow();
        List<String> names = contract.fields().stream().map(Field::name).toList();
        return fields.stream().mapToInt(names::indexOf).toArray();
    }

    /// How far back rules look, at most; the expiries of things that never came aside.
    public Duration reach() {
        return rules.stream()
                .filter(rule -> !(rule instanceof Rule.Absence || rule instanceof Rule.Sequence))
                .map(rule -> rule.reach()
                        .plus(rule.terms().holds())
                        .plus(rule.terms().coolDown()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
