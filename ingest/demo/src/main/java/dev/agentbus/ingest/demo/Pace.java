package dev.agentbus.ingest.demo;

import dev.agentbus.events.Misconfigured;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// How a fleet's time passes in the real world.
public sealed interface Pace {
    /// Faster than the fleet's own time. What happened before the fleet's 0 is told at once, with its times in the
    /// past.
    record Speed(double factor) implements Pace {
        public Speed {
            requirePositive("speed", factor);
        }

        @Override
        public Moment momentOf(long number, long atMillis, Instant start) {
            return atMillis < 0
                    ? new Moment(start.plusMillis(atMillis), 1)
                    : new Moment(start.plus(Math.round(atMillis * 1_000 / factor), ChronoUnit.MICROS), factor);
        }
    }

    /// So many events per second, evenly and from now on, whatever the fleet's rhythm.
    ///
    /// @param usual the fleet's own events per second
    record Rate(double perSecond, double usual) implements Pace {
        public Rate {
            requirePositive("rate", perSecond);
            requirePositive("usual rate", usual);
        }

        @Override
        public Moment momentOf(long number, long atMillis, Instant start) {
            return new Moment(start.plus(Math.round(number * 1e6 / perSecond), ChronoUnit.MICROS), perSecond / usual);
        }
    }

    /// Real time at the fleet's own speed.
    Pace REAL = new Speed(1);

    /// @param number of the event, from 0
    /// @param start when the demo begins
    Moment momentOf(long number, long atMillis, Instant start);

    private static void requirePositive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new Misconfigured("Cannot run demo: the %s must be above 0, got: %s".formatted(what, value));
        }
    }
}
