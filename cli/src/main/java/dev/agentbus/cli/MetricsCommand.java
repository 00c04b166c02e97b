package dev.agentbus.cli;

import dev.agentbus.events.PermanentFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `agentbus metrics`: what was counted in windows of time.
@Command(
        name = "metrics",
        description = {
            "Show what was counted in windows of event time: events, errors, percentiles, confidence, cache hits.",
            "",
            "Example: agentbus metrics --size 5min --from 2h --by agent"
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:shown", "1:it can't be shown, or no bus answers", "2:wrong usage"})
final class MetricsCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--size", paramLabel = "SIZE", description = "5s, 1min, 5min or 1h (1min).")
    private @Nullable String size;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Event time: that long ago (10m, 2h, 1d) or ISO; else 60 windows before the end.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Event time, not included; else now.")
    private @Nullable String to;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only this topic.")
    private @Nullable String topic;

    @Option(names = "--agent", paramLabel = "NAME", description = "Only this agent.")
    private @Nullable String agent;

    @Option(names = "--action-type", paramLabel = "TYPE", description = "Only tool_call, decision, error or success.")
    private @Nullable String actionType;

    @Option(names = "--strategy", paramLabel = "NAME", description = "Only this routing strategy.")
    private @Nullable String strategy;

    @Option(
            names = "--by",
            paramLabel = "PART",
            description = "Sums over the whole time by topic, agent, actionType or strategy, instead of windows.")
    private @Nullable String by;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            BusClient.Answer answer = bus.get("/api/metrics/windows" + query());
            if (!answer.isOk()) {
                throw new PermanentFailure("Cannot show metrics: %s, got: HTTP %d"
                        .formatted(Printable.of(answer.message()), answer.status()));
            }
            if (json) {
                screen.json(answer.body());
            } else {
                screen.table(MetricsText.table(answer.body()));
            }
        }
        return 0;
    }

    private String query() {
        List<String> parts = new ArrayList<>();
        add(parts, "size", size);
        add(parts, "from", from);
        add(parts, "to", to);
        add(parts, "topic", topic);
        add(parts, "agent", agent);
        add(parts, "actionType", actionType);
        add(parts, "strategy", strategy);
        add(parts, "by", by);
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static void add(List<String> parts, String name, @Nullable String value) {
        if (value != null) {
            parts.add(name + "=" + BusClient.encoded(value));
        }
    }
}
