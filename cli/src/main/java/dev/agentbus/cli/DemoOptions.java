package dev.agentbus.cli;

import dev.agentbus.ingest.demo.DemoSettings;
import dev.agentbus.ingest.demo.Fleet;
import dev.agentbus.ingest.demo.Pace;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What a demo fleet is like, for `demo` and for `up --demo`.
final class DemoOptions {
    /// Short enough to be typed again.
    private static final long SEEDS = 1_000_000_000;

    @Option(
            names = "--agents",
            paramLabel = "N",
            description = "How many agents; 12 unless set. At least 3: one works, one loops, one dies.")
    private @Nullable Integer agents;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "The same seed and number of agents give the same events under the same ids: sent again to the"
                            + " same bus they add nothing. Drawn and printed unless set.")
    private @Nullable Long seed;

    @Option(names = "--speed", paramLabel = "FACTOR", description = "So much faster than life; 1 unless set.")
    private @Nullable Double speed;

    @Option(
            names = "--rate",
            paramLabel = "EVENTS_PER_S",
            description = "So many events per second, evenly and all from now on, instead of --speed: for load.")
    private @Nullable Double rate;

    @Option(names = "--for", paramLabel = "DURATION", description = "End after so long: 90s, 10m, 2h.")
    private @Nullable String limit;

    @Option(names = "--events", paramLabel = "N", description = "End after so many events.")
    private @Nullable Long events;

    boolean areGiven() {
        return Stream.of(agents, seed, speed, rate, limit, events).anyMatch(option -> option != null);
    }

    DemoSettings settings(CommandSpec spec) {
        if (speed != null && rate != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--speed and --rate exclude each other, got: %s and %s".formatted(speed, rate));
        }
        int size = agents == null ? DemoSettings.DEFAULT_AGENTS : agents;
        return new DemoSettings(
                seed == null ? ThreadLocalRandom.current().nextLong(1, SEEDS) : seed,
                size,
                pace(size),
                events == null ? DemoSettings.ENDLESS : events,
                Optional.ofNullable(limit).map(text -> duration(text, spec)));
    }

    private Pace pace(int size) {
        if (rate != null) {
            return new Pace.Rate(rate, size * Fleet.EVENTS_PER_AGENT_SECOND);
        }
        return speed == null ? Pace.REAL : new Pace.Speed(speed);
    }

    private static Duration duration(String text, CommandSpec spec) {
        if (!text.matches("[0-9]{1,6}[smh]")) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--for must be like 90s, 10m or 2h, got: " + text);
        }
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
