package dev.agentbus.process.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.memory.MemoryLog;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PatternLibraryTest {
    private final MemoryLog log = Work.log();
    private final PatternLibrary library = new PatternLibrary(log, Contracts.builtIn());

    @AfterEach
    void close() {
        library.close();
        log.close();
    }

    private static KnownPattern pattern(String id, double confidence, String... prompts) {
        return new KnownPattern(
                id,
                true,
                1,
                "Way " + id,
                "workflow",
                List.of("Read {file}", "Edit {file}"),
                10,
                0.9,
                1.1,
                confidence,
                0.8,
                1_000,
                List.of("bugfix"),
                List.of("billing"),
                List.of("Read"),
                List.of(prompts),
                List.of("t-1"),
                "",
                "",
                Instant.parse("2026-11-21T06:00:00Z"));
    }

    @Test
    void putsThePatternOfTheMostSimilarTaskFirstAndSaysWhy() {
        library.learn(List.of(pattern("rollout", 0.9, "helm rollout of the replica hangs")));
        library.learn(
                List.of(pattern("rounding", 0.9, "rounding of invoice totals is wrong", "credit amounts lose cents")));

        List<Recommendation> found = library.recommend(new TaskText("Invoice total rounded wrongly", "bugfix"), 5);

        assertThat(found).first().satisfies(best -> {
            assertThat(best.pattern().id()).isEqualTo("rounding");
            assertThat(best.why().similarTo()).isEqualTo("rounding of invoice totals is wrong");
            assertThat(best.why().matched()).contains("invoic", "total", "round");
            assertThat(best.why().sameTaskType()).isTrue();
        });
    }

    @Test
    void prefersOfTwoThatFitAlikeTheSurerOne() {
        library.learn(List.of(pattern("unsure", 0.2, "rounding of invoice totals")));
        library.learn(List.of(pattern("sure", 0.9, "rounding of invoice totals")));

        assertThat(library.recommend(new TaskText("rounding of invoice totals", ""), 5))
                .extracting(each -> each.pattern().id())
                .containsExactly("sure", "unsure");
    }

    @Test
    void findsTheOnlyPatternThereIsByAFewOfItsWords() {
        String longPrompt = "TimeDelta serialization precision: I just found quite strange behaviour of the field, "
                + "it loses a millisecond each time, which is easy to see with the example below, in every version";
        library.learn(List.of(pattern("only", 0.6, longPrompt)));

        assertThat(library.recommend(new TaskText("TimeDelta precision is wrong, rounds down", ""), 5))
                .hasSize(1);
    }

    @Test
    void recommendsNothingForWordsThatNobodyHasSeen() {
        library.learn(List.of(pattern("rounding", 0.9, "rounding of invoice totals")));

        assertThat(library.recommend(new TaskText("zebra quagga okapi", ""), 5)).isEmpty();
        assertThat(library.recommend(new TaskText("the of and", ""), 5)).isEmpty();
    }
}
