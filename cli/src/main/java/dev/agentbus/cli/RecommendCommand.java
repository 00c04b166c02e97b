package dev.agentbus.cli;

import dev.agentbus.events.PermanentFailure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus recommend`: what has worked for tasks like this one.
@Command(
        name = "recommend",
        description = {
            "Say what has worked for tasks like this one, and what to beware of.",
            "",
            "Example: agentbus recommend 'round invoice totals once' --task-type bugfix"
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:answered, also with nothing", "1:no bus answers", "2:wrong usage"})
final class RecommendCommand implements Callable<Integer> {
    /// Beyond it a prompt says nothing new, and an address becomes too long.
    private static final int MAX_PROMPT = 1_000;

    private static final int MAX_SHOWN = 200;

    @Mixin
    private Settings settings = new Settings();

    @Parameters(arity = "1..*", paramLabel = "PROMPT", description = "What is to be done.")
    private List<String> prompt = List.of();

    @Option(names = "--task-type", paramLabel = "TYPE", description = "Its kind, as task-executions name it.")
    private Optional<String> taskType = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "So many at most; 5 unless set.")
    private int limit = 5;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            JsonNode answer = ask(bus);
            if (json) {
                screen.json(answer);
            } else {
                print(answer, screen);
            }
        }
        return 0;
    }

    private JsonNode ask(BusClient bus) {
        String words = String.join(" ", prompt).strip();
        String asked = words.length() > MAX_PROMPT ? words.substring(0, MAX_PROMPT) : words;
        BusClient.Answer answer = bus.get("/api/recommendations?limit=%d&task_type=%s&prompt=%s"
                .formatted(limit, BusClient.encoded(taskType.orElse("")), BusClient.encoded(asked)));
        if (!answer.isOk()) {
            throw new PermanentFailure(
                    "Cannot recommend: %s, got: HTTP %d".formatted(Printable.of(answer.message()), answer.status()));
        }
        return answer.body();
    }

    private static void print(JsonNode answer, Screen screen) {
        if (!answer.path("complete").asBoolean(true)) {
            screen.say("the bus is still reading what it learnt before");
        }
        if (answer.path("recommendations").isEmpty()) {
            screen.line("Nothing known fits (%d patterns are known)."
                    .formatted(answer.path("known").asInt(0)));
        }
        int place = 1;
        for (JsonNode each : answer.path("recommendations")) {
            screen.line("%d. %s".formatted(place++, text(each.path("name"))));
            each.path("steps").forEach(step -> screen.line("     " + text(step)));
            screen.line("   " + why(each));
        }
        for (JsonNode each : answer.path("warnings")) {
            String cure = text(each.path("resolution"));
            screen.line("Beware: %s%s".formatted(text(each.path("name")), cure.isEmpty() ? "" : "; helped: " + cure));
        }
    }

    private static String why(JsonNode each) {
        String similarTo = text(each.path("why").path("similarTo"));
        String rate = each.path("successRate").isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%.0f %% succeeded",
                        100 * each.path("successRate").asDouble())
                : "success unknown";
        return "score %.2f: %s, seen in %d traces%s"
                .formatted(
                        each.path("score").asDouble(0),
                        rate,
                        each.path("support").asInt(0),
                        similarTo.isEmpty() ? "" : ", like \"" + similarTo + "\"");
    }

    private static String text(JsonNode node) {
        return Printable.of(node.asString(""), MAX_SHOWN);
    }
}
