package dev.agentbus.process.patterns;

import dev.agentbus.events.Event;
import dev.agentbus.process.patterns.Finding.Trouble;
import dev.agentbus.process.patterns.Finding.Verdict;
import java.util.Optional;

/// Decides what of the findings is news: a pattern that was not known, or one that has changed so
/// much that who relies on it should know. So a pattern is published a number of times that grows
/// with the logarithm of its support.
final class Editions {
    /// By which its support has to grow or shrink.
    private static final double SUPPORT = 1.5;
    /// By which its success rate has to change.
    private static final double RATE = 0.1;

    private Editions() {}

    /// The event to publish; empty when it would say nothing new.
    static Optional<Event> next(Finding finding, Optional<KnownPattern> known) {
        boolean tells = finding.verdict() != Verdict.NEITHER;
        if (known.isEmpty()) {
            return tells
                    ? Optional.of(PatternWriter.write(finding, 1, finding.verdict() == Verdict.SUCCEEDS))
                    : Optional.empty();
        }
        KnownPattern before = known.get();
        boolean asSuccess = tells ? finding.verdict() == Verdict.SUCCEEDS : before.succeeds();
        return differs(finding, before, asSuccess)
                ? Optional.of(PatternWriter.write(finding, before.version() + 1, asSuccess))
                : Optional.empty();
    }

    private static boolean differs(Finding finding, KnownPattern before, boolean asSuccess) {
        int support = finding.evidence().support();
        double ratio = (double) Math.max(support, before.support()) / Math.max(1, Math.min(support, before.support()));
        double rate = Math.abs(finding.evidence().successRate() - before.successRate());
        boolean otherCure = finding instanceof Trouble trouble
                && !PatternWriter.resolution(trouble).equals(before.resolution());
        return asSuccess != before.succeeds() || ratio >= SUPPORT || rate >= RATE || otherCure;
    }
}
