package dev.agentbus.process.alert;

import dev.agentbus.events.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is watched. Two rules are equal when they watch the same in the same way.
public sealed interface Rule {
    Terms terms();

    /// As it is written in a rules file.
    String kind();

    /// The events it looks at; a rule's part `i` is the `i`-th of them.
    List<Source> sources();

    /// The time it looks back, at most.
    Duration reach();

    /// The bound to be shown beside a value; NaN where there is none.
    double bound();

    default List<TopicName> topics() {
        return sources().stream().map(Source::topic).distinct().toList();
    }

    /// So many events in a window.
    record Count(Terms terms, Source source, Span window, double above) implements Rule {
        @Override
        public String kind() {
            return "count";
        }

        @Override
        public List<Source> sources() {
            return List.of(source);
        }

        @Override
        public Duration reach() {
            return window.length();
        }

        @Override
        public double bound() {
            return above;
        }
    }

    /// So many events per unit of time, on the average of a window.
    record Rate(Terms terms, Source source, Span window, Duration unit, Threshold threshold) implements Rule {
        @Override
        public String kind() {
            return "rate";
        }

        @Override
        public List<Source> sources() {
            return List.of(source);
        }

        @Override
        public Duration reach() {
            return window.length();
        }

        @Override
        public double bound() {
            return threshold.bound();
        }
    }

    /// The share that `part` has in `all`, in a window.
    ///
    /// @param part on the topic of `all`; its conditions come on top of those of `all`
    /// @param atLeast fewer events than this say nothing
    record Ratio(Terms terms, Source all, Source part, Span window, Threshold threshold, int atLeast) implements Rule {
        @Override
        public String kind() {
            return "ratio";
        }

        @Override
        public List<Source> sources() {
            return List.of(all, part);
        }

        @Override
        public Duration reach() {
            return window.length();
        }

        @Override
        public double bound() {
            return threshold.bound();
        }
    }

    /// Nothing for a time, where there was something before.
    ///
    /// @param expires what is absent for so long is not waited for any more
    record Absence(Terms terms, Source source, Duration window, Duration expires) implements Rule {
        @Override
        public String kind() {
            return "absence";
        }

        @Override
        public List<Source> sources() {
            return List.of(source);
        }

        @Override
        public Duration reach() {
            return expires;
        }

        @Override
        public double bound() {
            return Double.NaN;
        }
    }

    /// `first`, and then within a time `second` without `without` between; or, if there is no
    /// `second`, no `without` within the time.
    ///
    /// @param expires an alert on something that never came is over after so long
    record Sequence(
            Terms terms,
            Source first,
            Optional<Source> second,
            Optional<Source> without,
            Duration within,
            Duration expires)
            implements Rule {
        static final int FIRST = 0;

        @Override
        public String kind() {
            return "sequence";
        }

        @Override
        public List<Source> sources() {
            List<Source> sources = new ArrayList<>(List.of(first));
            second.ifPresent(sources::add);
            without.ifPresent(sources::add);
            return sources;
        }

        @Override
        public Duration reach() {
            return expires;
        }

        @Override
        public double bound() {
            return Double.NaN;
        }
    }
}
