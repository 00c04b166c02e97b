package dev.agentbus.cli;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import java.io.Console;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus groups`: how far every consumer group is, and why one does not move.
@Command(
        name = "groups",
        description = {
            "Say how far every consumer group of the log is, those of other programs too, and why one does not move.",
            "",
            "OK keeps up or catches up; WARN falls behind, or something is in its way; REWOUND went back;",
            "STALLED has work and makes no progress; STOPPED has work and nobody to do it."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:shown, whatever the verdicts",
            "1:there is no such group, or no bus answers",
            "2:wrong usage",
            "130:Ctrl-C"
        })
final class GroupsCommand implements Callable<Integer> {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Mixin
    private Settings settings = new Settings();

    @Parameters(arity = "0..1", paramLabel = "GROUP", description = "One group, with its partitions and members.")
    private @Nullable String group;

    @Option(names = "--json", description = "For programs; with --watch one line each time.")
    private boolean json;

    @Option(names = "--watch", description = "Again every two seconds, until Ctrl-C.")
    private boolean watch;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Screen screen = Screen.of(spec);
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            if (!watch) {
                JsonNode answer = ask(bus);
                if (json) {
                    screen.json(answer);
                } else {
                    print(answer, screen);
                }
                return 0;
            }
            CountDownLatch never = new CountDownLatch(1);
            while (showOnce(bus, screen)) {
                boolean _ = never.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
        return 0;
    }

    /// A bus that is just being restarted does not end the watching.
    ///
    /// @return false once nobody reads any more
    private boolean showOnce(BusClient bus, Screen screen) {
        try {
            JsonNode answer = ask(bus);
            if (json) {
                return screen.line(answer.toString());
            }
            boolean terminal = Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
            boolean read = screen.line(terminal ? CLEAR : "");
            print(answer, screen);
            return read;
        } catch (TransientFailure e) {
            screen.say(Printable.of(String.valueOf(e.getMessage())));
            return true;
        }
    }

    private JsonNode ask(BusClient bus) {
        String path = group == null ? "/api/groups" : "/api/groups/" + BusClient.encoded(group);
        BusClient.Answer answer = bus.get(path);
        if (!answer.isOk()) {
            throw new PermanentFailure(
                    "Cannot show groups: %s, got: HTTP %d".formatted(Printable.of(answer.message()), answer.status()));
        }
        return answer.body();
    }

    private void print(JsonNode answer, Screen screen) {
        String problem = answer.path("problem").asString("");
        if (!problem.isEmpty()) {
            screen.line("The log can't be asked now: %s; as of %s"
                    .formatted(Printable.of(problem), answer.path("asOf").asString("never")));
        }
        if (group == null) {
            screen.table(GroupText.groups(answer));
        } else {
            GroupText.one(answer).forEach(screen::table);
        }
    }
}
