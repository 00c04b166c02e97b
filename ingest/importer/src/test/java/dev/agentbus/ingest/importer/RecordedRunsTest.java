package dev.agentbus.ingest.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentbus.events.Event;
import dev.agentbus.events.codec.EventIntake;
import dev.agentbus.events.codec.Intake;
import dev.agentbus.events.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The importer on eight runs of a real agent.
class RecordedRunsTest {
    private final SweAgentImporter importer = new SweAgentImporter();

    @TempDir
    Path copies;

    @BeforeAll
    static void needTheRecordings() {
        assumeTrue(Recordings.folder().isPresent(), Recordings.MISSING);
    }

    private static Path recording(String name) {
        return Recordings.folder().orElseThrow().resolve(name);
    }

    @ParameterizedTest
    @CsvSource({
        "history-only.traj, 5, 0, true",
        "humanevalfix.traj, 5, 0, true",
        "marshmallow-cursors.traj, 12, 1, true",
        "marshmallow-function-calling-replace.traj, 11, 1, true",
        "marshmallow-function-calling.traj, 11, 1, true",
        "marshmallow-window.traj, 11, 1, true",
        "marshmallow-xml-cursors.traj, 12, 1, true",
        "marshmallow-xml-window.traj, 11, 1, true",
    })
    void readsEveryStepAndItsFailure(String name, int actions, int failures, boolean success) {
        List<Event> events = new ArrayList<>();

        Importer.Run run = importer.read(recording(name), events::add);

        assertThat(run.actions()).isEqualTo(actions);
        assertThat(run.failures()).isEqualTo(failures);
        assertThat(run.success()).isEqualTo(success);
        assertThat(events).hasSize(actions + 1);
        assertThat(events.get(actions).topic().value()).isEqualTo("task-executions");
        assertThat(events).isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()));
    }

    @Test
    void makesEventsThatPassTheDoors() throws IOException {
        for (Path file : recordings()) {
            importer.read(file, event -> {
                EventIntake door =
                        new EventIntake(Contracts.builtIn().find(event.topic()).orElseThrow());
                assertThat(door.take(event.payload())).isInstanceOfSatisfying(Intake.Accepted.class, accepted -> {
                    assertThat(accepted.event().id()).isEqualTo(event.id());
                    assertThat(accepted.event().key()).isEqualTo(event.key());
                    assertThat(accepted.event().time()).isEqualTo(event.time());
                    assertThat(accepted.event().payload()).isEqualTo(event.payload());
                });
            });
        }
    }

    @Test
    void givesTheSameIdsForACopyAndOthersForEachRun() throws IOException {
        Set<String> ids = new HashSet<>();
        int count = 0;
        for (Path file : recordings()) {
            List<String> first = new ArrayList<>();
            List<String> second = new ArrayList<>();
            Path copy = Files.copy(file, copies.resolve("copy-of-" + file.getFileName()));

            importer.read(file, event -> first.add(event.id().value()));
            importer.read(copy, event -> second.add(event.id().value()));

            assertThat(second).isEqualTo(first);
            ids.addAll(first);
            count += first.size();
        }
        assertThat(ids).hasSize(count);
    }

    @Test
    void knowsTheSameTaskInDifferentRuns() {
        Set<String> fingerprints = new HashSet<>();
        for (String name : List.of("marshmallow-cursors", "marshmallow-window", "marshmallow-function-calling")) {
            importer.read(recording(name + ".traj"), event -> {
                if (event.topic().value().equals("task-executions")) {
                    fingerprints.add(String.valueOf(event.key()));
                }
            });
        }
        assertThat(fingerprints).hasSize(1);
    }

    private static List<Path> recordings() throws IOException {
        try (var files = Files.list(Recordings.folder().orElseThrow())) {
            return files.filter(file -> file.toString().endsWith(".traj"))
                    .sorted()
                    .toList();
        }
    }
}
