package dev.agentbus.process.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.contract.Contracts;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleReaderTest {
    private static final String RULE = """
            rules:
              errors:
                count: {topic: agent-actions, where: {action_type: error}}
                per: [agent_name]
                window: 1m
                above: 2
            """;

    private static RuleBook read(String yaml, Map<String, String> environment) {
        return RuleBook.read("mine.yaml", yaml, Contracts.builtIn(), environment);
    }

    @Test
    void readsTheRulesThatComeWithTheBus() {
        RuleBook book = read(RuleBook.shipped(), Map.of());

        assertThat(book.rules())
                .extracting(rule -> rule.terms().name())
                .containsExactly(
                        "failed-transformations",
                        "poor-code-quality",
                        "same-failure",
                        "error-rate-high",
                        "error-rate-critical",
                        "slow-routing",
                        "routing-success-low",
                        "agent-in-a-loop",
                        "agent-never-ended");
        assertThat(book.destinations()).isEmpty();
        assertThat(book.reach()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void takesTheFailureThresholdFromTheEnvironment() {
        Rule byDefault = read(RuleBook.shipped(), Map.of()).rules().get(2);
        Rule set = read(RuleBook.shipped(), Map.of("FAILURE_THRESHOLD", "7"))
                .rules()
                .get(2);

        assertThat(byDefault.bound()).isEqualTo(3);
        assertThat(set.bound()).isEqualTo(7);
    }

    @Test
    void holdsRulesThatSayTheSameForEqual() {
        assertThat(read(RULE, Map.of()).rules()).isEqualTo(read(RULE, Map.of()).rules());
        assertThat(read(RULE, Map.of()).rules())
                .isNotEqualTo(read(RULE.replace("error}", "success}"), Map.of()).rules());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window: 1m | window: soon | mine.yaml:5: rules.errors.window must be a duration like 30s, 10m, 1h or 7d, got: soon",
                "above: 2 | above: many | mine.yaml:6: rules.errors.above must be a number, got: many",
                "above: 2 | abov: 2 | mine.yaml:6: rules.errors.abov must be one of above, cool-down, count, every, for, group-by, per, severity, summary, to, window; it is abov, got: 2",
                "topic: agent-actions | topic: nothing | mine.yaml:3: rules.errors.count.topic must be a topic with a contract, got: nothing",
                "action_type: error | action: error | mine.yaml:3: rules.errors.count.where.action must be on a field of agent-actions, which has no action, got: error",
                "per: [agent_name] | per: [agent] | mine.yaml:4: rules.errors.per must be fields of agent-actions, which has no agent, got: a list",
                "per: [agent_name] | to: [nobody] | mine.yaml:4: rules.errors.to must name destinations of this file (), got: a list",
                "window: 1m | window: 0s | mine.yaml:5: rules.errors.window must be longer than nothing, got: 0s",
                "window: 1m | severity: loud | mine.yaml:5: rules.errors.severity must be critical, warning or info, got: loud",
            })
    void namesFileLineAndReason(String right, String wrong, String message) {
        String yaml = RULE.replace(right.strip(), wrong.strip());

        assertThatThrownBy(() -> read(yaml, Map.of())).hasMessage(message.strip());
    }

    @Test
    void refusesASecretInTheFileAndTellsNoneThatIsElsewhere() {
        String yaml = """
                destinations:
                  oncall: {kind: pagerduty, routing-key: abc}
                """;
        RuleBook book = read(yaml.replace("routing-key: abc", "routing-key-env: PAGER"), Map.of("PAGER", "the-secret"));

        assertThatThrownBy(() -> read(yaml, Map.of())).hasMessageContaining("routing-key-env");
        assertThat(book.toString()).contains("variable PAGER").doesNotContain("the-secret");
        assertThat(((Destination.PagerDuty) book.destinations().getFirst())
                        .routingKey()
                        .reveal())
                .isEqualTo("the-secret");
    }

    @Test
    void refusesAnAddressWithoutTls() {
        String yaml = """
                destinations:
                  hook: {kind: webhook, url: "http://example.org/x", secret-env: HOOK}
                """;

        assertThatThrownBy(() -> read(yaml, Map.of())).hasMessageStartingWith("mine.yaml:2: destinations.hook.url");
    }
}
