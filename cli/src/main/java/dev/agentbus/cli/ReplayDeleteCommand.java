package dev.agentbus.cli;

import picocli.CommandLine.Command;

/// `agentbus replay delete`.
@Command(name = "delete", description = "End a replay and drop its view.")
final class ReplayDeleteCommand extends ReplayDeed {
    @Override
    String done(ReplayClient bus, String replay) {
        bus.delete(replay);
        return "replay %s is gone".formatted(Printable.of(replay));
    }
}
