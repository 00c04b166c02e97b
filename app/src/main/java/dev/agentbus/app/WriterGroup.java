package dev.agentbus.app;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerStatus;
import dev.agentbus.sink.postgres.PostgresSink;

/// The reader that writes every event into its table.
final class WriterGroup {
    private WriterGroup() {}

    static void start(Assembly assembly, Ground ground) {
        PostgresSink sink = new PostgresSink(ground.database().orElseThrow(), ground.contracts());
        Worker worker = assembly.started(
                "writer",
                new Worker(
                        ground.eventLog(),
                        sink,
                        assembly.settings().writer().withMarks(ground.folder().marks()),
                        assembly.meters()));
        assembly.check("writer", () -> {
            if (worker.status().state() != WorkerStatus.State.RUNNING) {
                throw new TransientFailure(
                        "Cannot write now: the writer is " + worker.status().state());
            }
        });
    }
}
