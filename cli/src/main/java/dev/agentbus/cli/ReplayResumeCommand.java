package dev.agentbus.cli;

import picocli.CommandLine.Command;

/// `agentbus replay resume`.
@Command(name = "resume", description = "Let a paused replay go on.")
final class ReplayResumeCommand extends ReplayDeed {
    @Override
    String done(ReplayClient bus, String replay) {
        return ReplayText.sentence(bus.steer(replay, ReplayClient.Step.RESUME));
    }
}
