package dev.agentbus.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The stories that a fleet of a dozen tells within half an hour.
class ScenariosTest {
    private static final long SEED = 7;

    private static List<Told> all = List.of();

    @BeforeAll
    static void listen() {
        all = Told.until(1_800_000, SEED, 12);
    }

    private static List<Told> of(String topic) {
        return all.stream().filter(told -> told.is(topic)).toList();
    }

    private static List<Told> by(String agent) {
        return all.stream().filter(told -> told.event().author().equals(agent)).toList();
    }

    @Test
    void anAgentRepeatsTheSameFailingCallForMinutes() {
        String looping = Fleet.of(SEED, 12).looping().getFirst();
        int longest = 0;
        int row = 0;
        String before = "";

        for (Told told : by(looping)) {
            String call = told.payload().path("action_details").path("command").asString("");
            boolean again = told.text("action_type").equals("error") && call.equals(before);
            row = again ? row + 1 : 0;
            longest = Math.max(longest, row);
            before = call;
        }

        assertThat(longest).isGreaterThan(50);
        assertThat(by(looping)).extracting(told -> told.text("status")).contains("in_progress", "cancelled");
    }

    @Test
    void anAgentDiesInTheMiddleOfATaskMoreThanHalfAnHourAgo() {
        String dying = Fleet.of(SEED, 12).dying().getFirst();

        List<Told> said = by(dying);

        assertThat(said).hasSizeGreaterThan(5);
        assertThat(said.getLast().event().atMillis()).isLessThan(-30 * 60_000L);
        assertThat(said).extracting(told -> told.text("status")).containsOnlyOnce("in_progress");
        assertThat(said).extracting(told -> told.text("status")).doesNotContain("success", "error", "cancelled");
        assertThat(of("agent-routing-decisions"))
                .extracting(told -> told.text("selected_agent"))
                .containsOnlyOnce(dying);
    }

    @Test
    void everyExecutionEndsButThatOfTheDead() {
        Map<String, Told> open = new HashMap<>();
        for (Told told : of("agent-execution-logs")) {
            if (told.text("status").equals("in_progress")) {
                open.put(told.text("execution_id"), told);
            } else {
                assertThat(open.remove(told.text("execution_id"))).isNotNull();
            }
        }

        assertThat(open.values().stream().filter(told -> told.event().atMillis() < 0))
                .extracting(told -> told.event().author())
                .containsExactly(Fleet.of(SEED, 12).dying().getFirst());
    }

    @Test
    void agentsCallOthersWhoCallOthers() {
        Map<String, String> agentOfCall = new HashMap<>();
        Map<String, String> callOfDecision = new LinkedHashMap<>();
        for (Told told : all) {
            if (told.text("action_name").equals("Agent")) {
                agentOfCall.put(told.text("event_id"), told.text("agent_name"));
            }
            String parent =
                    told.payload().path("context").path("parent_event_id").asString("");
            if (!parent.isEmpty()) {
                callOfDecision.put(told.trace() + told.text("selected_agent"), parent);
            }
        }

        int deepest = 0;
        for (Map.Entry<String, String> decision : callOfDecision.entrySet()) {
            String trace = decision.getKey().substring(0, 36);
            int depth = 0;
            String call = decision.getValue();
            while (call != null) {
                depth++;
                call = callOfDecision.get(trace + agentOfCall.getOrDefault(call, ""));
            }
            deepest = Math.max(deepest, depth);
        }

        assertThat(deepest).isGreaterThanOrEqualTo(3);
    }

    @Test
    void whatAHelperDoesLiesWithinTheCallThatAskedForIt() {
        Map<String, Told> calls = new HashMap<>();
        all.stream()
                .filter(told -> told.text("action_name").equals("Agent"))
                .forEach(told -> calls.put(told.text("event_id"), told));

        for (Told told : of("agent-transformation-events")) {
            Told call = calls.get(told.text("parent_event_id"));
            if (call != null) {
                long begun = call.event().atMillis()
                        - call.payload().path("duration_ms").asLong();
                assertThat(told.event().atMillis())
                        .isBetween(begun, call.event().atMillis());
                assertThat(told.text("source_agent")).isEqualTo(call.text("agent_name"));
            }
        }
    }

    @Test
    void tracesAreShortAndLong() {
        Map<String, Long> sizes = all.stream().collect(Collectors.groupingBy(Told::trace, Collectors.counting()));

        assertThat(sizes.values()).anyMatch(size -> size < 20).anyMatch(size -> size > 250);
    }

    @Test
    void decisionsWeighAlternativesAndSayWhy() {
        List<Told> decisions = of("agent-routing-decisions");

        assertThat(decisions)
                .allSatisfy(told -> assertThat(told.text("reasoning")).isNotBlank());
        assertThat(decisions.stream().map(told -> told.text("routing_strategy")).collect(Collectors.toSet()))
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(decisions.stream()
                        .filter(told -> told.payload().path("alternatives").size() >= 2)
                        .count())
                .isGreaterThan(decisions.size() / 2);
        for (Told told : decisions) {
            for (JsonNode other : told.payload().path("alternatives")) {
                assertThat(other.path("confidence_score").asDouble())
                        .isLessThanOrEqualTo(
                                told.payload().path("confidence_score").asDouble());
                assertThat(other.path("agent_name").asString()).isNotEqualTo(told.text("selected_agent"));
            }
        }
    }

    @Test
    void failuresComeAgainUntilTheyAreCured() {
        Map<String, List<Told>> byFailure = of("failure-patterns").stream()
                .filter(told -> !told.text("failure_type").equals("Loop"))
                .collect(Collectors.groupingBy(told -> told.text("failure_id")));

        assertThat(byFailure.values()).anySatisfy(sightings -> {
            assertThat(sightings).hasSizeGreaterThanOrEqualTo(3);
            assertThat(sightings.getLast().text("resolution")).isNotEmpty();
            assertThat(sightings.getLast().payload().path("time_to_resolve_ms").asLong())
                    .isPositive();
            assertThat(sightings.subList(0, sightings.size() - 1))
                    .allSatisfy(told -> assertThat(told.text("resolution")).isEmpty());
        });
    }

    @Test
    void vagueRequestsFailUntilTheRouterLearnsTheWords() {
        List<Told> failures = new ArrayList<>(of("agent-detection-failures"));

        assertThat(failures)
                .anyMatch(told -> told.payload().path("pattern_updated").asBoolean(false));
        assertThat(failures)
                .anyMatch(told -> !told.payload().path("pattern_updated").asBoolean(true));
    }

    @Test
    void tasksReportTheirStepsAndTheQualityOfWhatTheyChanged() {
        List<Told> tasks = of("task-executions");
        Set<String> traces = tasks.stream().map(Told::trace).collect(Collectors.toSet());

        assertThat(tasks).allSatisfy(told -> {
            assertThat(told.payload().path("quality_score").asDouble()).isBetween(0.0, 1.0);
            assertThat(told.payload().path("total_duration_ms").asLong()).isPositive();
        });
        assertThat(tasks).anyMatch(told -> !told.payload().path("success").asBoolean(true));
        assertThat(tasks.stream()
                        .mapToInt(told -> told.payload().path("steps").size())
                        .max()
                        .orElse(0))
                .isBetween(8, 12);
        assertThat(of("code-quality-metrics"))
                .isNotEmpty()
                .allSatisfy(told -> assertThat(traces).contains(told.trace()));
    }

    @Test
    void agentsDifferInSpeedAndCare() {
        assertThat(shareOfErrors("agent-frontend-developer")).isGreaterThan(3 * shareOfErrors("agent-debugger"));
        assertThat(usualReadMillis("agent-performance-analyst")).isGreaterThan(usualReadMillis("agent-test-writer"));
    }

    private static double shareOfErrors(String agent) {
        List<Told> actions =
                by(agent).stream().filter(told -> told.is("agent-actions")).toList();
        return actions.stream()
                        .filter(told -> told.text("action_type").equals("error"))
                        .count()
                / (double) actions.size();
    }

    private static long usualReadMillis(String agent) {
        List<Long> millis = by(agent).stream()
                .filter(told -> told.text("action_name").equals("Read"))
                .map(told -> told.payload().path("duration_ms").asLong())
                .sorted()
                .toList();
        return millis.get(millis.size() / 2);
    }

    @Test
    void namesTheRunInEverySession() {
        Set<String> sessions = StreamSupport.stream(all.spliterator(), false)
                .map(told -> told.text("session_id"))
                .filter(session -> !session.isEmpty())
                .collect(Collectors.toSet());

        assertThat(sessions)
                .hasSizeGreaterThan(5)
                .allSatisfy(session -> assertThat(session).startsWith("demo-7"));
    }
}
