package dev.agentbus.cli;

import picocli.CommandLine.Command;

/// `agentbus replay pause`.
@Command(name = "pause", description = "Let a replay wait.")
final class ReplayPauseCommand extends ReplayDeed {
    @Override
    String done(ReplayClient bus, String replay) {
        return ReplayText.sentence(bus.steer(replay, ReplayClient.Step.PAUSE));
    }
}
