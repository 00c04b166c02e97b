package dev.agentbus.process.patterns;

import dev.agentbus.events.EventId;
import java.util.List;

/// What the search found.
sealed interface Finding {
    /// The same for the same steps, on every machine and in every sample.
    String id();

    Evidence evidence();

    Verdict verdict();

    /// How sure its rate is, from 0 to 1: the lower end of the 95 % interval (Wilson).
    double confidence();

    /// How its traces end.
    enum Verdict {
        /// At least half of them well, and not fewer than of all.
        SUCCEEDS,
        /// At least half of them badly, and more than of all.
        FAILS,
        NEITHER
    }

    /// @param key what makes it the same step
    /// @param shown its most frequent form, with placeholders
    /// @param tool its most frequent tool
    record PatternStep(String key, String shown, String tool) {}

    /// A sequence of steps that traces share.
    ///
    /// @param lift their success rate against that of all traces
    /// @param millis how long its steps take, the median
    /// @param qualityGain their mean quality less that of all traces; NaN when unknown
    record Way(
            List<PatternStep> steps, Verdict verdict, double lift, long millis, double qualityGain, Evidence evidence)
            implements Finding {
        public Way {
            steps = List.copyOf(steps);
        }

        @Override
        public String id() {
            return EventId.named("agentbus/pattern/way/"
                            + String.join(
                                    "\n", steps.stream().map(PatternStep::key).toList()))
                    .value();
        }

        @Override
        public double confidence() {
            boolean fails = verdict == Verdict.FAILS;
            int matching = fails ? evidence.support() - evidence.successes() : evidence.successes();
            return wilson(matching, evidence.support());
        }
    }

    /// A step that fails again and again in the same way, and what helped.
    ///
    /// @param error what it failed with, generalised; empty when nobody said
    /// @param occurrences how often, over all traces
    /// @param resolved after how many of them the same step went well in the same trace
    /// @param resolution what was done in between in most of those; empty when it was only tried again
    /// @param resolveMillis how long it took from the failure to the success, the median; negative
    ///     when unknown
    record Trouble(
            PatternStep step,
            String error,
            int occurrences,
            int resolved,
            List<PatternStep> resolution,
            long resolveMillis,
            Evidence evidence)
            implements Finding {
        public Trouble {
            resolution = List.copyOf(resolution);
        }

        @Override
        public String id() {
            return EventId.named("agentbus/pattern/trouble/" + step.key() + "\n" + error)
                    .value();
        }

        @Override
        public Verdict verdict() {
            return Verdict.FAILS;
        }

        @Override
        public double confidence() {
            return wilson(evidence.support(), evidence.support() + 1);
        }
    }

    private static double wilson(int hits, int tries) {
        double z = 1.96;
        double share = (double) hits / tries;
        double spread = z * Math.sqrt(share * (1 - share) / tries + z * z / (4.0 * tries * tries));
        return Math.max(0, (share + z * z / (2 * tries) - spread) / (1 + z * z / tries));
    }
}
