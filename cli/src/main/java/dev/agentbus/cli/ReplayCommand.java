package dev.agentbus.cli;

import dev.agentbus.events.Misconfigured;
import java.io.Console;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus replay`: reads the past again, and says how far it is.
@Command(
        name = "replay",
        description = {
            "Read the past again: into the tables (what is missing comes back, what is there stays as it is), into a"
                    + " view that is thrown away, or by setting a group back.",
            "Examples: agentbus replay --from 2h --dry-run",
            "          agentbus replay --archive --from 2026-11-01T00:00:00Z --to 2026-11-02T00:00:00Z"
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done, or started with --background",
            "1:failed, cancelled or refused; the sentence says why",
            "2:wrong usage"
        },
        subcommands = {
            ReplayListCommand.class,
            ReplayShowCommand.class,
            ReplayPauseCommand.class,
            ReplayResumeCommand.class,
            ReplayCancelCommand.class,
            ReplayDeleteCommand.class
        })
final class ReplayCommand implements Callable<Integer> {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private ReplayChoice choice = new ReplayChoice();

    @Option(names = "--dry-run", description = "Only say how many events of which topic and kind it would be.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Set the group back without asking.")
    private boolean yes;

    @Option(names = "--background", description = "Start it, say its id, and leave.")
    private boolean background;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        ObjectNode request = choice.request().put("dryRun", dryRun);
        try (ReplayClient bus = ReplayClient.of(settings)) {
            if (!dryRun && choice.group() != null) {
                request.put("confirm", yes || agreed(bus, request, choice.group(), screen));
            }
            JsonNode answer = bus.start(request);
            if (dryRun) {
                show(screen, answer, ReplayText.forecast(answer));
                return 0;
            }
            return background ? started(screen, answer) : followed(bus, screen, answer);
        }
    }

    private int started(Screen screen, JsonNode answer) {
        show(screen, answer, ReplayText.sentence(answer));
        return 0;
    }

    private int followed(ReplayClient bus, Screen screen, JsonNode first) {
        long start = System.nanoTime();
        JsonNode status = first;
        while (!ReplayText.isOver(status)) {
            LockSupport.parkNanos(LOOK_INTERVAL.toNanos());
            status = bus.find(status.path("id").asString(""));
            screen.progress(start, ReplayText.sentence(status));
        }
        show(screen, status, ReplayText.sentence(status));
        return status.path("state").asString("").equals("done") ? 0 : 1;
    }

    private void show(Screen screen, JsonNode answer, String text) {
        if (json) {
            screen.json(answer);
        } else {
            screen.line(text);
        }
    }

    private static boolean agreed(ReplayClient bus, ObjectNode request, String group, Screen screen) {
        Console console = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElseThrow(() -> new Misconfigured(
                        "Cannot set group back: nobody can be asked here, so --yes is needed, got: " + group));
        screen.line(ReplayText.forecast(bus.start(request.deepCopy().put("dryRun", true))));
        String answer = console.readLine(
                "Set %s back? Its workers carry out these events, and all that follow, once more. [y/N] ", group);
        if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
            throw new Misconfigured("Cannot set group back: it was not confirmed, got: " + group);
        }
        return true;
    }
}
