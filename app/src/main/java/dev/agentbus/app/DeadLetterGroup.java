package dev.agentbus.app;

import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.process.deadletter.LetterEdits;
import dev.agentbus.process.deadletter.LetterGauges;
import dev.agentbus.process.deadletter.LetterReader;
import dev.agentbus.process.deadletter.LetterRetention;
import dev.agentbus.process.deadletter.LetterStore;
import dev.agentbus.process.deadletter.Redrives;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.postgres.deadletter.DeadLetterMirror;
import dev.agentbus.sink.postgres.deadletter.PostgresLetters;
import dev.agentbus.view.DeadLetterRoutes;
import java.time.Clock;

/// The reader that mirrors dead letters into their table, and the means to look at them and to bring
/// their records back.
final class DeadLetterGroup {
    private DeadLetterGroup() {}

    static void start(Assembly assembly, Ground ground) {
        DeadLetterMirror mirror = new DeadLetterMirror(
                ground.database().orElseThrow(),
                ground.deadLetters().contracts(),
                new LetterReader(ground.contracts()),
                assembly.settings().deadLetters().maxRedrives());
        assembly.started(
                "dead-letter mirror",
                new Worker(
                        ground.eventLog(),
                        mirror,
                        WorkerSettings.ofGroup(DeadLetterMirror.GROUP)
                                .withMarks(ground.folder().marks()),
                        assembly.meters()));
        assembly.settings()
                .deadLetters()
                .settledKept(ground.deadLetters().longestRetention())
                .ifPresent(kept -> assembly.opened(
                                "dead-letter retention",
                                new LetterRetention(
                                        new PostgresLetters(ground.database().orElseThrow()), kept, Clock.systemUTC()))
                        .start());
    }

    static void mount(Assembly assembly, Ground ground, PostgresDatabase database) {
        LetterStore letters = new PostgresLetters(database);
        Redrives redrives = assembly.opened(
                "redrives", new Redrives(letters, ground.eventLog(), ground.contracts(), ground.deadLetters()));
        LetterGauges.bind(letters, assembly.meters());
        assembly.door()
                .mount(
                        "/api/dead-letters",
                        new DeadLetterRoutes(
                                letters, redrives, new LetterEdits(letters, ground.contracts(), Clock.systemUTC())));
    }
}
