package dev.agentbus.cli;

import static dev.agentbus.cli.DeadLettersListCommand.text;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus dead-letters discard`.
@Command(
        name = "discard",
        description = "Give dead letters up for good, with a reason. They stay listed and are never redriven.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all of them are discarded", "1:some are not pending or parked", "2:wrong usage"})
final class DeadLettersDiscardCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private LetterSelection selection = new LetterSelection();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
    private String reason = "";

    @Option(names = "--json", description = "With the outcome of each letter, for programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            JsonNode answer = DeadLettersListCommand.bodyOf(
                    bus.post("/api/dead-letters/discard", selection.request().put("reason", reason)), "discard");
            if (json) {
                screen.json(answer);
            } else {
                print(answer, screen);
            }
            return selection.isDryRun()
                            || answer.path("discarded").asInt(0)
                                    == answer.path("selected").asInt(0)
                    ? 0
                    : 1;
        }
    }

    private void print(JsonNode answer, Screen screen) {
        for (JsonNode item : answer.path("items")) {
            if (item.path("outcome").asString("").equals("skipped")) {
                screen.line("%s  skipped  it is neither pending nor parked".formatted(text(item, "id", 36)));
            }
        }
        int selected = answer.path("selected").asInt(0);
        screen.line(
                selection.isDryRun()
                        ? "would discard %d dead letters".formatted(selected)
                        : "discarded %d of %d dead letters"
                                .formatted(answer.path("discarded").asInt(0), selected));
    }
}
