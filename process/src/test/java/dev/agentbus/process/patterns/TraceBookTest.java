package dev.agentbus.process.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.process.patterns.Work.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// How much of the past the sample holds.
final class TraceBookTest {
    private static final Instant START = Instant.parse("2026-11-21T06:00:00Z");
    private static final int TRACES = 40;
    private static final int STEPS = 9;

    /// One trace a minute, of ten events.
    private static List<Said> said() {
        List<Said> said = new ArrayList<>();
        for (int trace = 0; trace < TRACES; trace++) {
            for (int step = 0; step <= STEPS; step++) {
                said.add(new Said(TraceBook.ACTIONS, """
                        {"event_id":"e-%d-%d","correlation_id":"c-%02d","agent_name":"coder","action_type":"%s",\
                        "action_name":"Read","timestamp":"%s"}""".formatted(
                                trace,
                                step,
                                trace,
                                step == STEPS ? "success" : "tool_call",
                                START.plusSeconds(60L * trace + step))));
            }
        }
        return said;
    }

    private static List<String> kept(TraceBook book, List<Said> said) {
        said.forEach(each -> book.take(each.event()));
        return book.ended().stream().map(Trace::id).toList();
    }

    @Test
    void holdsTheNewestTracesOfWhichAllTogetherHaveSoManySteps() {
        assertThat(kept(new TraceBook(1_000, 105), said()))
                .containsExactly("c-30", "c-31", "c-32", "c-33", "c-34", "c-35", "c-36", "c-37", "c-38", "c-39");
    }

    @Test
    void holdsTheSameInWhateverOrderTracesCome() {
        List<List<Said>> traces = new ArrayList<>();
        List<Said> said = said();
        for (int first = 0; first < said.size(); first += STEPS + 1) {
            traces.add(said.subList(first, first + STEPS + 1));
        }
        Collections.shuffle(traces, new Random(7));

        assertThat(kept(
                        new TraceBook(1_000, 105),
                        traces.stream().flatMap(List::stream).toList()))
                .isEqualTo(kept(new TraceBook(1_000, 105), said));
    }
}
