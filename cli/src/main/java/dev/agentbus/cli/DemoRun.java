package dev.agentbus.cli;

import dev.agentbus.ingest.demo.Demo;
import dev.agentbus.ingest.demo.DemoBus;
import dev.agentbus.ingest.demo.DemoReport;
import dev.agentbus.ingest.demo.DemoSettings;
import dev.agentbus.ingest.demo.Door;
import java.io.Console;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One demo as a person sees it: how it goes on, and what was sent. Ctrl-C ends it in order.
final class DemoRun {
    private static final Duration WATCHED = Duration.ofSeconds(1);
    private static final Duration UNWATCHED = Duration.ofSeconds(10);

    private final Demo demo;
    private final DemoSettings settings;
    private final Screen screen;
    private final CountDownLatch told = new CountDownLatch(1);

    DemoRun(DemoSettings settings, DemoBus bus, Screen screen) {
        this.demo = new Demo(settings, bus);
        this.settings = settings;
        this.screen = screen;
    }

    /// Sends until the end.
    DemoReport run() {
        return demo.run();
    }

    /// As [#run()], telling how far it is.
    DemoReport runTelling() {
        Thread.ofVirtual().name("agentbus-demo-progress").start(this::tell);
        return demo.run();
    }

    /// Lets [#stop()] go on: everything is said.
    void said() {
        told.countDown();
    }

    /// Ends what runs, and returns when everything is sent and said.
    void stop() {
        demo.stop();
        try {
            demo.awaitEnd(Demo.CLOSE_LIMIT.multipliedBy(2));
            told.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    String beginning() {
        return "demo fleet of %d agents, seed %d".formatted(settings.agents(), settings.seed());
    }

    private void tell() {
        boolean watched =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        while (!demo.awaitEnd(watched ? WATCHED : UNWATCHED)) {
            DemoReport report = demo.soFar();
            String line = String.format(
                    Locale.ROOT,
                    "%,d events sent, %,d acknowledged, %.0f/s%s",
                    report.sent(),
                    report.acknowledged(),
                    report.perSecond(),
                    report.behind().toMillis() < 1_000
                            ? ""
                            : ", %d s behind".formatted(report.behind().toSeconds()));
            if (watched) {
                screen.err().print("\ragentbus: " + line + "\u001b[K");
                screen.err().flush();
            } else {
                screen.say(line);
            }
        }
        if (watched) {
            screen.err().println();
        }
    }

    static String sentence(DemoReport report) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d events published by %d agents in %.1f s (%,.0f/s): %s; seed %d",
                report.acknowledged(),
                report.agents(),
                report.took().toMillis() / 1_000.0,
                report.perSecond(),
                doors(report),
                report.seed()));
        if (report.waiting() > 0) {
            text.append(String.format(Locale.ROOT, "; %,d of them wait on disk for the log", report.waiting()));
        }
        if (report.refused() > 0) {
            text.append(String.format(Locale.ROOT, "; %,d refused", report.refused()));
        }
        long open = report.sent() - report.acknowledged() - report.refused();
        if (open > 0) {
            text.append(String.format(Locale.ROOT, "; %,d without an answer", open));
        }
        return text.toString();
    }

    private static String doors(DemoReport report) {
        StringBuilder text = new StringBuilder();
        for (Door door : Door.values()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(String.format(
                            Locale.ROOT, "%s %,d", name(door), report.byDoor().getOrDefault(door, 0L)));
        }
        return text.toString();
    }

    static ObjectNode json(DemoReport report) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("seed", report.seed())
                .put("agents", report.agents())
                .put("sent", report.sent())
                .put("acknowledged", report.acknowledged())
                .put("spooled", report.spooled())
                .put("waiting", report.waiting())
                .put("refused", report.refused())
                .put("seconds", report.took().toMillis() / 1_000.0)
                .put("events_per_second", Math.round(report.perSecond() * 10) / 10.0)
                .put("behind_ms", report.behind().toMillis());
        ObjectNode doors = json.putObject("doors");
        report.byDoor().forEach((door, count) -> doors.put(name(door), count));
        ObjectNode topics = json.putObject("topics");
        report.byTopic().forEach(topics::put);
        return json;
    }

    private static String name(Door door) {
        return door.name().toLowerCase(Locale.ROOT);
    }
}
