package dev.agentbus.ingest.importer;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.Event;
import dev.agentbus.events.PermanentFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Runs recorded by SWE-agent: one action per step, one task execution per run.
///
/// Ids come from the file's bytes, so a copy of it is the same run. The recordings hold no times:
/// the run ends when the file was last written, and a step without a duration takes a second.
public final class SweAgentImporter implements Importer {
    private static final Duration STEP = Duration.ofSeconds(1);

    @Override
    public String format() {
        return "swe-agent";
    }

    @Override
    public Run read(Path file, Consumer<Event> sink) {
        RunSummary summary = new RunSummary();
        UUID run = Trajectory.read(file, summary);
        summary.end();
        if (summary.tally().count == 0) {
            throw new PermanentFailure("Cannot import %s: it must hold at least one step, got: none".formatted(file));
        }
        Instant end = lastWritten(file);
        RunEvents events = new RunEvents(run, Objects.toString(file.getFileName()), summary, start(summary, end));
        emitSteps(file, summary, step -> sink.accept(events.action(step)));
        sink.accept(events.execution(end));
        RunSummary.Tally tally = summary.tally();
        return new Run(new CorrelationId(run.toString()), tally.count, tally.failures, summary.success());
    }

    /// The second pass: what was counted is now read again, one step at a time.
    private static void emitSteps(Path file, RunSummary summary, Consumer<Step> steps) {
        HistorySteps history = new HistorySteps(steps);
        Trajectory.read(file, new Trajectory.Listener() {
            @Override
            public void step(JsonNode step) {
                steps.accept(Trajectory.step(step));
            }

            @Override
            public void message(JsonNode message) {
                if (!summary.hasTrajectory()) {
                    history.message(message);
                }
            }
        });
        history.end();
    }

    private static Instant start(RunSummary summary, Instant end) {
        RunSummary.Tally tally = summary.tally();
        Duration untimed = STEP.multipliedBy(tally.count - tally.timedSteps);
        return end.minus(untimed).minusMillis(tally.millis);
    }

    static Duration durationOf(Step step) {
        return step.millis().map(Duration::ofMillis).orElse(STEP);
    }

    private static Instant lastWritten(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (IOException e) {
            throw new PermanentFailure("Cannot import %s: it must be a readable file, got: %s".formatted(file, e), e);
        }
    }
}
