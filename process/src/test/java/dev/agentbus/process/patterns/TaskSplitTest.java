package dev.agentbus.process.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.process.patterns.Work.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Several tasks under one correlation id.
final class TaskSplitTest {
    private static final Instant START = Instant.parse("2026-11-21T06:00:00Z");

    private final List<Said> said = new ArrayList<>();

    private void act(int second, String agent, String tool, String more) {
        said.add(new Said(TraceBook.ACTIONS, """
                {"event_id":"a-%d","correlation_id":"shared","agent_name":"%s","action_type":"tool_call","action_name":"%s",\
                "duration_ms":10,"timestamp":"%s"%s}""".formatted(said.size(), agent, tool, START.plusSeconds(second), more)));
    }

    private void announce(int second, String session) {
        said.add(new Said(TraceBook.ACTIONS, """
                {"event_id":"a-%d","correlation_id":"shared","agent_name":"coder","action_type":"success","action_name":"done",\
                "timestamp":"%s","session_id":"%s"}""".formatted(said.size(), START.plusSeconds(second), session)));
    }

    private void end(int second, String agent, String prompt, String more) {
        said.add(new Said(TraceBook.TASKS, """
                {"event_id":"t-%d","correlation_id":"shared","agent_name":"%s","original_prompt":"%s","success":true,\
                "timestamp":"%s"%s}""".formatted(said.size(), agent, prompt, START.plusSeconds(second), more)));
    }

    /// The steps of each trace, by what was asked; the same in whatever order the events come.
    private Map<String, List<String>> traces() {
        List<Said> shuffled = new ArrayList<>(said);
        Collections.shuffle(shuffled, new Random(5));
        List<Trace> traces = Work.book(said, 100).ended();
        assertThat(Work.book(shuffled, 100).ended()).isEqualTo(traces);
        assertThat(traces).extracting(Trace::correlation).containsOnly("shared");
        assertThat(traces).extracting(Trace::id).doesNotHaveDuplicates();
        return traces.stream()
                .collect(Collectors.toMap(
                        Trace::prompt,
                        trace -> trace.steps().stream().map(Step::key).toList()));
    }

    @Test
    void givesEachTaskWhatWasDoneUntilItsEnd() {
        act(1, "coder", "Read", "");
        act(2, "coder", "Edit", "");
        end(3, "coder", "first", "");
        act(4, "coder", "Grep", "");
        end(5, "coder", "second", "");
        act(6, "coder", "Push", "");

        assertThat(traces())
                .containsEntry("first", List.of("read", "edit"))
                .containsEntry("second", List.of("grep", "push"));
    }

    @Test
    void tellsTasksOfTheSameTimeApartByTheirAgents() {
        act(1, "coder", "Read", "");
        act(1, "tester", "Run", "");
        act(2, "helper", "Fetch", "");
        act(3, "coder", "Edit", "");
        end(4, "coder", "mend", "");
        act(5, "tester", "Report", "");
        end(6, "tester", "check", ",\"agent_chain\":[\"helper\"]");

        assertThat(traces())
                .containsEntry("mend", List.of("read", "edit"))
                .containsEntry("check", List.of("run", "fetch", "report"));
    }

    @Test
    void tellsTasksApartByTheirSessions() {
        act(1, "coder", "Read", ",\"session_id\":\"s-1\"");
        act(1, "coder", "Run", ",\"session_id\":\"s-2\"");
        act(2, "coder", "Edit", ",\"session_id\":\"s-1\"");
        end(3, "coder", "mend", ",\"session_id\":\"s-1\",\"total_duration_ms\":3000");
        end(3, "coder", "check", ",\"session_id\":\"s-2\",\"total_duration_ms\":3000");

        assertThat(traces()).containsEntry("mend", List.of("read", "edit")).containsEntry("check", List.of("run"));
    }

    @Test
    void believesAnActionThatNamesItsExecution() {
        act(1, "coder", "Read", ",\"metadata\":{\"execution_id\":\"x-2\"}");
        act(2, "coder", "Edit", "");
        end(3, "coder", "first", ",\"execution_id\":\"x-1\"");
        end(5, "coder", "second", ",\"execution_id\":\"x-2\"");

        assertThat(traces()).containsEntry("first", List.of("edit")).containsEntry("second", List.of("read"));
    }

    @Test
    void givesToNobodyWhatCouldBelongToTwo() {
        act(1, "coder", "Read", "");
        act(2, "tester", "Run", "");
        end(3, "coder", "one", ",\"total_duration_ms\":3000");
        end(3, "coder", "other", ",\"total_duration_ms\":3000");

        assertThat(traces()).containsEntry("one", List.of()).containsEntry("other", List.of());
    }

    @Test
    void takesATaskThatIsSaidTwiceForOne() {
        act(1, "coder", "Read", "");
        end(3, "coder", "first", "");
        end(4, "coder", "first", ",\"user_acceptance\":true");

        assertThat(traces()).containsExactly(Map.entry("first", List.of("read")));
    }

    @Test
    void takesSessionsForTasksWhereNobodyTellsOfTasks() {
        act(1, "coder", "Read", ",\"session_id\":\"s-1\"");
        act(2, "coder", "Run", ",\"session_id\":\"s-2\"");
        announce(3, "s-1");
        act(4, "coder", "Edit", ",\"session_id\":\"s-2\"");

        List<Trace> traces = Work.book(said, 100).ended();

        assertThat(traces).hasSize(1);
        assertThat(traces.getFirst().id()).isEqualTo("shared/s-1");
        assertThat(traces.getFirst().steps()).extracting(Step::key).containsExactly("read");
    }
}
