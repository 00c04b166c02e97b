package dev.agentbus.process.alert;

import static dev.agentbus.process.alert.Happenings.at;
import static dev.agentbus.process.alert.Happenings.evaluation;
import static dev.agentbus.process.alert.Happenings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.contract.Contracts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final String ERRORS = """
            rules:
              errors:
                count: {topic: agent-actions, where: {action_type: error}}
                per: [agent_name]
                window: 1m
                every: 10s
                above: 2
            """;
    private static final String NEVER_ENDED = """
            rules:
              never-ended:
                sequence:
                  first: {topic: agent-execution-logs, where: {status: started}}
                  without: {topic: agent-execution-logs, where: {status: [success, error]}}
                per: [execution_id]
                within: 5m
                expires: 1h
            """;

    private final Happenings happenings = new Happenings();

    private void errors(Evaluation evaluation, String agent, double... seconds) {
        for (double second : seconds) {
            evaluation.take(happenings.action(second, agent, "error"));
        }
    }

    @Test
    void firesAtTheEndOfTheStepThatCrossesTheBoundAndResolvesWhenTheWindowHasPassed() {
        Evaluation evaluation = evaluation(ERRORS);
        errors(evaluation, "coder", 1, 2, 11, 15);
        errors(evaluation, "tester", 3, 4);

        List<Transition> transitions = evaluation.advance(at(300));

        assertThat(texts(transitions)).containsExactly("fired errors [coder] 20", "resolved errors [coder] 70");
        assertThat(transitions.getFirst().value()).contains(4.0);
    }

    @Test
    void speaksOfOneAsOfOneAndOfManyAsOfMany() {
        String rules = ERRORS.replace("above: 2", "above: 0")
                + "    summary: \"{agent_name} failed {value} {value:time|times}\"\n";
        Evaluation evaluation = evaluation(rules);
        errors(evaluation, "coder", 1);
        errors(evaluation, "{value:a|b}", 1, 2);

        assertThat(evaluation.advance(at(15)))
                .extracting(Transition::message)
                .containsExactlyInAnyOrder("coder failed 1 time", "{value:a|b} failed 2 times");
    }

    @Test
    void countsAnEventOnceHoweverOftenItComes() {
        Evaluation evaluation = evaluation(ERRORS);
        var event = happenings.event(
                "agent-actions",
                0,
                1,
                "\"event_id\":\"e-1\",\"agent_name\":\"coder\",\"action_type\":\"error\",\"action_name\":\"Read\"");
        for (int i = 0; i < 5; i++) {
            evaluation.take(event);
        }

        assertThat(evaluation.advance(at(60))).isEmpty();
    }

    @Test
    void leavesOutWhatComesAfterItsTimeWasJudged() {
        Evaluation evaluation = evaluation(ERRORS);
        evaluation.advance(at(60));

        errors(evaluation, "coder", 57, 58, 59);

        assertThat(evaluation.late()).isEqualTo(3);
        assertThat(evaluation.advance(at(300))).isEmpty();
    }

    @Test
    void waitsForTheConditionToHoldAndForItToBeOver() {
        Evaluation evaluation = evaluation(ERRORS + "    for: 20s\n    cool-down: 30s\n");
        errors(evaluation, "coder", 1, 2, 3);

        assertThat(texts(evaluation.advance(at(300))))
                .containsExactly("fired errors [coder] 30", "resolved errors [coder] 100");
    }

    @Test
    void saysWhatFiresIfItLasts() {
        Evaluation evaluation = evaluation(ERRORS + "    for: 20s\n");
        errors(evaluation, "coder", 1, 2, 3);

        evaluation.advance(at(20));

        assertThat(evaluation.pending())
                .containsExactly(new PendingAlert(
                        "errors",
                        "warning",
                        Map.of("agent_name", "coder"),
                        Instant.ofEpochMilli(at(10)),
                        Duration.ofSeconds(20)));
        evaluation.advance(at(40));
        assertThat(evaluation.pending()).isEmpty();
    }

    @Test
    void forgetsWhatHeldTooShortly() {
        Evaluation evaluation = evaluation(ERRORS + "    for: 2m\n");
        errors(evaluation, "coder", 1, 2, 3);

        assertThat(evaluation.advance(at(600))).isEmpty();
        assertThat(evaluation.keys()).isZero();
    }

    @Test
    void comparesSharesOnlyWhereThereAreEnoughEvents() {
        Evaluation evaluation = evaluation("""
                rules:
                  error-rate:
                    ratio: {topic: agent-actions, part: {action_type: error}}
                    window: 1m
                    every: 10s
                    above: 0.1
                    at-least: 10
                """);
        errors(evaluation, "coder", 1, 2, 3);
        for (int i = 0; i < 17; i++) {
            evaluation.take(happenings.action(30 + i * 0.1, "coder", "success"));
        }

        List<Transition> transitions = evaluation.advance(at(300));

        assertThat(texts(transitions)).containsExactly("fired error-rate [] 40", "resolved error-rate [] 70");
        assertThat(transitions.getFirst().value()).contains(0.15);
    }

    @Test
    void looksAgainWhenSomethingLeavesTheWindow() {
        Evaluation evaluation = evaluation("""
                rules:
                  error-rate:
                    ratio: {topic: agent-actions, part: {action_type: error}}
                    window: 1m
                    every: 10s
                    above: 0.5
                """);
        for (int i = 0; i < 20; i++) {
            evaluation.take(happenings.action(i * 0.1, "coder", "success"));
        }
        errors(evaluation, "coder", 25, 26, 27);

        assertThat(texts(evaluation.advance(at(300))))
                .containsExactly("fired error-rate [] 70", "resolved error-rate [] 90");
    }

    @Test
    void measuresRatesOnTheAverageOfTheWindow() {
        Evaluation evaluation = evaluation("""
                rules:
                  busy:
                    rate: {topic: agent-actions}
                    window: 20s
                    every: 10s
                    unit: 1m
                    above: 29
                """);
        for (int i = 0; i < 10; i++) {
            evaluation.take(happenings.action(i, "coder", "success"));
        }

        assertThat(texts(evaluation.advance(at(100)))).containsExactly("fired busy [] 10", "resolved busy [] 30");
    }

    @Test
    void missesWhatIsAbsentUntilItComesBack() {
        Evaluation evaluation = evaluation("""
                rules:
                  silent:
                    absence: {topic: agent-actions}
                    per: [agent_name]
                    window: 1m
                    expires: 10m
                """);
        errors(evaluation, "coder", 0, 30, 200);
        errors(evaluation, "tester", 10);

        assertThat(texts(evaluation.advance(at(2_000))))
                .containsExactly(
                        "fired silent [tester] 70",
                        "fired silent [coder] 90",
                        "resolved silent [coder] 200",
                        "fired silent [coder] 260",
                        "resolved silent [tester] 610",
                        "resolved silent [coder] 800");
    }

    @Test
    void tellsWhatBeganAndNeverEnded() {
        Evaluation evaluation = evaluation(NEVER_ENDED);
        evaluation.take(happenings.execution(0, "ends", "started"));
        evaluation.take(happenings.execution(100, "ends", "success"));
        evaluation.take(happenings.execution(10, "late", "started"));
        evaluation.take(happenings.execution(400, "late", "error"));
        evaluation.take(happenings.execution(20, "never", "started"));

        assertThat(texts(evaluation.advance(at(5_000))))
                .containsExactly(
                        "fired never-ended [late] 310",
                        "fired never-ended [never] 320",
                        "resolved never-ended [late] 400",
                        "resolved never-ended [never] 3920");
        assertThat(evaluation.keys()).isZero();
    }

    @Test
    void seesASequenceOnlyWithinItsTimeAndWithNothingBetween() {
        Evaluation evaluation = evaluation("""
                rules:
                  retreat:
                    sequence:
                      first: {topic: agent-actions, where: {action_type: decision}}
                      then: {topic: agent-actions, where: {action_type: error}}
                      without: {topic: agent-actions, where: {action_type: success}}
                    per: [agent_name]
                    within: 1m
                    cool-down: 2m
                """);
        evaluation.take(happenings.action(0, "coder", "decision"));
        evaluation.take(happenings.action(30, "coder", "error"));
        evaluation.take(happenings.action(0, "tester", "decision"));
        evaluation.take(happenings.action(10, "tester", "success"));
        evaluation.take(happenings.action(20, "tester", "error"));
        evaluation.take(happenings.action(0, "slow", "decision"));
        evaluation.take(happenings.action(61, "slow", "error"));

        assertThat(texts(evaluation.advance(at(1_000))))
                .containsExactly("fired retreat [coder] 30", "resolved retreat [coder] 150");
        assertThat(evaluation.keys()).isZero();
    }

    @Test
    void tellsOfAlertsThatBelongTogetherOnce() {
        Evaluation evaluation = evaluation(ERRORS + "    group-by: []\n");
        errors(evaluation, "a", 1, 2, 3);
        errors(evaluation, "b", 21, 22, 23);

        List<Transition> transitions = evaluation.advance(at(300));

        assertThat(transitions)
                .extracting(Transition::told)
                .containsExactly(
                        Transition.Notice.OPEN,
                        Transition.Notice.NONE,
                        Transition.Notice.NONE,
                        Transition.Notice.CLOSE);
        assertThat(transitions)
                .extracting(Transition::notice)
                .containsOnly(transitions.getFirst().notice());
        assertThat(transitions.stream().map(Transition::incident).distinct()).hasSize(2);
    }

    @Test
    void goesOnFromWhatItSavedAsIfNothingHadHappened() {
        String rules = ERRORS + NEVER_ENDED.replace("rules:\n", "");
        Evaluation whole = evaluation(rules);
        Evaluation first = evaluation(rules);
        for (Evaluation each : List.of(whole, first)) {
            errors(each, "coder", 1, 2, 3, 35);
            each.take(happenings.execution(5, "e-1", "started"));
        }
        List<Transition> expected = whole.advance(at(1_000));
        List<Transition> found = new ArrayList<>(first.advance(at(40)));
        KeptEvaluation kept = new KeptEvaluation();
        kept.keep(first);

        Evaluation second = evaluation(rules);
        kept.restore(second);
        found.addAll(second.advance(at(1_000)));

        assertThat(texts(found))
                .containsExactlyInAnyOrderElementsOf(texts(expected))
                .isNotEmpty();
        assertThat(found)
                .extracting(Transition::id)
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(Transition::id).toList());
    }

    @Test
    void keepsOnlyWhatChangedAndForgetsWhatIsOver() {
        Evaluation evaluation = evaluation(ERRORS);
        KeptEvaluation kept = new KeptEvaluation();
        errors(evaluation, "coder", 1);
        errors(evaluation, "tester", 2);
        evaluation.advance(at(5));
        kept.keep(evaluation);
        errors(evaluation, "tester", 6);
        evaluation.advance(at(7));

        assertThat(evaluation.changes()).extracting(KeyChange::name).containsExactly("[\"errors\",\"tester\"]");
        assertThat(kept.keys()).isEqualTo(2);

        evaluation.advance(at(1_000));
        kept.keep(evaluation);

        assertThat(kept.keys()).isZero();
        assertThat(evaluation.changes()).isEmpty();
    }

    @Test
    void forgetsTheKeysOfRulesThatAreGone() {
        Evaluation evaluation = evaluation(ERRORS);
        KeptEvaluation kept = new KeptEvaluation();
        errors(evaluation, "coder", 1);
        evaluation.advance(at(5));
        kept.keep(evaluation);

        evaluation.replace(Happenings.book(NEVER_ENDED).ruleSet(Contracts.builtIn()));
        kept.keep(evaluation);

        assertThat(kept.keys()).isZero();
    }

    @Test
    void endsAlertsOfRulesThatAreGoneAndKeepsTheOthers() {
        Evaluation evaluation =
                evaluation(ERRORS + ERRORS.replace("rules:\n", "").replace("errors:", "others:"));
        errors(evaluation, "coder", 1, 2, 3);
        evaluation.advance(at(15));

        List<Transition> ended = evaluation.replace(Happenings.book(ERRORS).ruleSet(Contracts.builtIn()));

        assertThat(texts(ended)).containsExactly("resolved others [coder] 15");
        assertThat(ended.getFirst().reason()).isEqualTo(Change.RULE_CHANGED);
        assertThat(texts(evaluation.advance(at(300)))).containsExactly("resolved errors [coder] 70");
    }
}
