package dev.agentbus.view;

import static dev.agentbus.view.Fleet.action;
import static dev.agentbus.view.Fleet.decision;
import static dev.agentbus.view.Fleet.execution;
import static dev.agentbus.view.Fleet.query;
import static dev.agentbus.view.Fleet.said;
import static dev.agentbus.view.Fleet.transformation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.view.Fleet.Said;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class LiveStateTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final MutableClock clock = MutableClock.of(NOON, ZoneOffset.UTC);
    private LiveState state = new LiveState(ViewSettings.DEFAULT, clock);

    @Test
    void countsWhatAnAgentDid() {
        fold(
                action("coder", "tool_call", "t1", NOON, 10),
                action("coder", "success", "t1", NOON, 30),
                action("coder", "error", "t1", NOON, 50),
                decision("coder", "explicit", 0.8, "t1", NOON),
                decision("coder", "fallback", 0.6, "t2", NOON));

        AgentMetrics coder = agent("coder");

        assertThat(coder.actions()).isEqualTo(3);
        assertThat(coder.decisions()).isEqualTo(2);
        assertThat(coder.successRate()).isEqualTo(0.5);
        assertThat(coder.meanConfidence()).isEqualTo(0.7);
        assertThat(coder.meanRoutingMillis()).isEqualTo(12);
        assertThat(coder.meanMillis()).isEqualTo(30);
        assertThat(coder.p50Millis()).isEqualTo(30);
        assertThat(coder.p99Millis()).isBetween(49.0, 51.5);
        assertThat(state.snapshot().strategies()).isEqualTo(Map.of("explicit", 1, "fallback", 1));
    }

    @Test
    void claimsNoSuccessRateWhenNobodySaidHowItWent() {
        fold(action("coder", "tool_call", "t1", NOON, 10), decision("coder", "explicit", 0.8, "t1", NOON));

        assertThat(agent("coder").successRate()).isNaN();
    }

    @Test
    void countsAnIdOnceHoweverOftenItComes() {
        Said once = action("evt-1", "coder", "success", "t1", NOON, 10);

        fold(once, once, once);

        assertThat(agent("coder").actions()).isEqualTo(1);
        assertThat(state.snapshot().newest(Kind.ACTION).size()).isEqualTo(1);
        assertThat(state.trace("t1").orElseThrow().events().size()).isEqualTo(1);
        assertThat(state.snapshot().counters().duplicates()).isEqualTo(2);
    }

    @Test
    void forgetsWhatHasLeftTheWindow() {
        fold(
                action("coder", "success", "t1", NOON.minus(Duration.ofHours(23)), 10),
                transformation("coder", "tester", true, "t1", NOON.minus(Duration.ofHours(23))),
                decision("coder", "explicit", 0.8, "t1", NOON.minus(Duration.ofHours(23))),
                query(true, 5, "t1", NOON.minus(Duration.ofHours(23))),
                action("tester", "success", "t2", NOON, 10));

        clock.add(Duration.ofMinutes(66));
        state.publish();

        Snapshot later = state.snapshot();
        assertThat(later.metrics()).extracting(AgentMetrics::agent).containsExactly("tester");
        assertThat(later.pairs()).isEmpty();
        assertThat(later.strategies()).isEmpty();
        assertThat(later.queries()).isEqualTo(PairTally.NONE);
        assertThat(later.topics()).isEqualTo(Map.of("agent-actions", 1));
        assertThat(later.newest(Kind.ACTION).size()).isEqualTo(1);
        assertThat(state.trace("t1")).isEmpty();
        assertThat(state.trace("t2")).isPresent();
    }

    @Test
    void leavesOutWhatIsOlderThanTheWindow() {
        fold(action("coder", "success", "t1", NOON.minus(Duration.ofHours(25)), 10));

        assertThat(state.snapshot().metrics()).isEmpty();
        assertThat(state.snapshot().counters().tooOld()).isEqualTo(1);
    }

    @Test
    void agesEventsFromTheFutureAsIfTheyWereFromNow() {
        fold(action("coder", "success", "t1", NOON.plus(Duration.ofDays(400)), 10));

        clock.add(Duration.ofHours(25));
        state.publish();

        assertThat(state.snapshot().metrics()).isEmpty();
    }

    @Test
    void listsTheNewestByTimeInWhateverOrderTheyCome() {
        IntStream.range(0, 1_500)
                .map(i -> (i * 7) % 1_500)
                .forEach(i -> state.fold(action("id-" + i, "coder", "tool_call", "t1", NOON.minusSeconds(i), i)
                        .decoded()));
        state.publish();

        TimeLine.View newest = state.snapshot().newest(Kind.ACTION);

        assertThat(newest.size()).isEqualTo(ViewSettings.MAX_ACTIONS);
        assertThat(newest.newest(0).timeMillis()).isEqualTo(NOON.toEpochMilli());
        assertThat(newest.at(0).timeMillis())
                .isEqualTo(NOON.minusSeconds(ViewSettings.MAX_ACTIONS - 1).toEpochMilli());
        assertThat(newest.toList()).isSortedAccordingTo((a, b) -> Long.compare(a.timeMillis(), b.timeMillis()));
    }

    @Test
    void leavesASnapshotAsItWas() {
        fold(action("coder", "success", "t1", NOON, 10));
        Snapshot before = state.snapshot();
        List<ViewEvent> listed = before.newest(Kind.ACTION).toList();

        IntStream.range(0, 3_000)
                .forEach(i -> fold(action("coder", "success", "t1", NOON.plusMillis(i % 2 == 0 ? i : -i), 10)));

        assertThat(before.newest(Kind.ACTION).toList()).isEqualTo(listed);
        assertThat(before.metrics().getFirst().actions()).isEqualTo(1);
    }

    @Test
    void givesTheSameStateInWhateverOrderEventsCome() {
        List<Said> events = IntStream.range(0, 200)
                .mapToObj(i -> action(
                        "id-" + i,
                        "agent-" + i % 7,
                        i % 3 == 0 ? "error" : "success",
                        "t" + i % 11,
                        NOON.minusSeconds(i * 60L),
                        i))
                .toList();
        events.forEach(this::fold);
        String forwards = summary();
        state = new LiveState(ViewSettings.DEFAULT, clock);

        events.reversed().forEach(this::fold);

        assertThat(summary()).isEqualTo(forwards);
    }

    @Test
    void saysWhetherATraceIsWhole() {
        state.readFrom(NOON.minus(Duration.ofHours(24)).toEpochMilli());
        fold(
                action("coder", "success", "whole", NOON, 10),
                action("coder", "success", "cut", NOON.minus(Duration.ofHours(25)), 10),
                action("coder", "success", "cut", NOON, 10),
                action("coder", "success", "edge", NOON.minus(Duration.ofMinutes(24 * 60 - 5)), 10));

        assertThat(state.trace("whole").orElseThrow().complete()).isTrue();
        assertThat(state.trace("cut").orElseThrow().complete()).isFalse();
        assertThat(state.trace("edge").orElseThrow().complete()).isFalse();
    }

    @Test
    void keepsTheTracesTouchedLastWithinTheBudget() {
        state = new LiveState(new ViewSettings(Duration.ofHours(24), 1 << 16, 1 << 20, 1 << 14, 10_000, 100), clock);

        for (int i = 0; i < 1_000; i++) {
            fold(action("coder", "success", "t" + i, NOON, 10));
        }

        assertThat(state.snapshot().counters().traceBytes()).isLessThanOrEqualTo(1 << 16);
        assertThat(state.trace("t999")).isPresent();
        assertThat(state.trace("t0")).isEmpty();
    }

    @Test
    void countsNamesBeyondTheBoundTogether() {
        state = new LiveState(new ViewSettings(Duration.ofHours(24), 1 << 20, 1 << 20, 1 << 14, 10_000, 10), clock);

        for (int i = 0; i < 25; i++) {
            fold(action("agent-" + i, "success", "t", NOON, 10));
        }

        assertThat(state.snapshot().metrics()).hasSize(11);
        assertThat(agent(Tally.OTHER).actions()).isEqualTo(15);
    }

    @Test
    void cutsLongValuesOfLargeEventsAndSaysSo() {
        String much = "x".repeat(100_000);
        fold(said(Fleet.ACTIONS, """
                {"event_id":"e1","agent_name":"coder","action_type":"tool_call","action_name":"Read",
                 "correlation_id":"t1","timestamp":"%s","action_details":{"content":"%s"}}""".formatted(NOON, much)));

        String json = json(state.snapshot().newest(Kind.ACTION).newest(0));

        assertThat(json)
                .contains("\"actionDetails\":{\"truncated\":true,\"bytes\":")
                .contains("\"truncated\":true");
        assertThat(json.length()).isLessThan(2_000);
    }

    @Test
    void tellsWhatAgentsAreDoing() {
        fold(
                action("runner", "tool_call", "t", NOON, 1),
                decision("chosen", "explicit", 1, "t", NOON),
                action("done", "success", "t", NOON.minus(Duration.ofMinutes(10)), 1),
                execution("silent", "in_progress", "t", NOON.minus(Duration.ofMinutes(10))),
                execution("gone", "in_progress", "t", NOON.minus(Duration.ofHours(2))),
                execution("ended", "in_progress", "t", NOON.minus(Duration.ofHours(2))),
                execution("ended", "success", "t", NOON.minus(Duration.ofHours(1))),
                transformation("runner", "heir", true, "t", NOON.minus(Duration.ofMinutes(2))));
        for (int i = 0; i < 5; i++) {
            fold(action("looping", "error", "t", NOON, 1));
        }

        assertThat(stateOf("runner")).isEqualTo(AgentState.RUNNING);
        assertThat(stateOf("chosen")).isEqualTo(AgentState.WAITING);
        assertThat(stateOf("heir")).isEqualTo(AgentState.WAITING);
        assertThat(stateOf("done")).isEqualTo(AgentState.IDLE);
        assertThat(stateOf("ended")).isEqualTo(AgentState.IDLE);
        assertThat(stateOf("silent")).isEqualTo(AgentState.STUCK);
        assertThat(stateOf("looping")).isEqualTo(AgentState.STUCK);
        assertThat(stateOf("gone")).isEqualTo(AgentState.LOST);
    }

    @Test
    void passesHostileTextThroughAsJsonTextOnly() {
        fold(said(Fleet.ACTIONS, """
                {"event_id":"e1","agent_name":"<script>alert(1)</script>\\"}\\n\\u2028\\u001b[2J","action_type":"tool_call",
                 "action_name":"Read","correlation_id":"t1","timestamp":"%s",
                 "action_details":{"a":
                   "b"}}""".formatted(NOON)));

        String json = json(state.snapshot().newest(Kind.ACTION).newest(0));

        assertThat(json)
                .contains("\"agentName\":\"<script>alert(1)</script>\\\"}\\u000a\u2028\\u001b[2J\"")
                .doesNotContain("\n");
    }

    private void fold(Said... events) {
        for (Said event : events) {
            state.fold(event.decoded());
        }
        state.publish();
    }

    private AgentMetrics agent(String name) {
        return Objects.requireNonNull(state.snapshot().agent(name), name);
    }

    private AgentState stateOf(String agent) {
        return agent(agent).stateAt(clock.millis());
    }

    private String summary() {
        JsonBytes out = new JsonBytes();
        StateJson.writeMetrics(out, state.snapshot(), clock.millis());
        String text = new String(out.toBytes(), StandardCharsets.UTF_8);
        return text.replaceAll("\"eventsPerSecond\":[^,]*,", "")
                + state.snapshot().operations();
    }

    private static String json(ViewEvent event) {
        return new String(event.json(), StandardCharsets.UTF_8);
    }
}
