package dev.agentbus.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.log.LogReader;
import dev.agentbus.process.WorkerStatus.LastError;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionNoteTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private static PartitionNote note(String error) {
        return PartitionNote.of(
                Set.of(PauseReason.SINK_DOWN, PauseReason.BUFFER_FULL), Optional.of(new LastError(error, NOON)));
    }

    @Test
    void isALineThatPeopleCanReadToo() {
        assertThat(note("Cannot reach sink: it is down, got: nothing").text())
                .isEqualTo(
                        "agentbus buffer-full,sink-down 2026-11-20T12:00:00Z Cannot reach sink: it is down, got: nothing");
    }

    @Test
    void saysTheSameToTheOtherSide() {
        PartitionNote note = note("Cannot reach sink: it is down, got: nothing");

        assertThat(PartitionNote.parse(note.text())).isEqualTo(note);
    }

    @Test
    void saysNothingOfAPartitionThatFlows() {
        PartitionNote note = PartitionNote.of(Set.of(), Optional.of(new LastError("old", NOON)));

        assertThat(note.text()).isEmpty();
        assertThat(PartitionNote.parse("")).isEqualTo(PartitionNote.NONE);
    }

    @Test
    void saysReasonsWithoutAnError() {
        PartitionNote note = PartitionNote.of(List.of(PauseReason.OPERATOR), Optional.empty());

        assertThat(note.text()).isEqualTo("agentbus operator");
        assertThat(PartitionNote.parse(note.text())).isEqualTo(note);
    }

    @Test
    void fitsBesideAPositionWhateverTheMessage() {
        for (String message : List.of("x".repeat(100_000), "\uD83D\uDE00".repeat(5_000), "a\nb\u0000c\u001b[2J")) {
            String text = PartitionNote.of(
                            Arrays.asList(PauseReason.values()), Optional.of(new LastError(message, NOON)))
                    .text();

            assertThat(text.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(LogReader.MAX_NOTE_BYTES);
            assertThat(text).doesNotContainPattern("\\p{Cntrl}");
            assertThat(PartitionNote.parse(text).reasons()).hasSize(PauseReason.values().length);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NO_METADATA", "{\"json\":1}", "agentbus", "agentbus SHOUTING", "agentbus \n", "other text"})
    void understandsItsOwnTextOnly(String foreign) {
        assertThat(PartitionNote.parse(foreign)).isEqualTo(PartitionNote.NONE);
    }

    @Test
    void keepsTheReasonsWhenTheTimeIsNone() {
        assertThat(PartitionNote.parse("agentbus sink-down yesterday it broke"))
                .isEqualTo(PartitionNote.of(Set.of(PauseReason.SINK_DOWN), Optional.empty()));
    }
}
