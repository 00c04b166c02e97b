package dev.agentbus.cli;

import picocli.CommandLine.Command;

/// `agentbus replay cancel`.
@Command(name = "cancel", description = "End a replay; what is stored stays stored.")
final class ReplayCancelCommand extends ReplayDeed {
    @Override
    String done(ReplayClient bus, String replay) {
        return ReplayText.sentence(bus.steer(replay, ReplayClient.Step.CANCEL));
    }
}
