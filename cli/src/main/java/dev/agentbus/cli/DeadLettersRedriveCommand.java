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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus dead-letters redrive`.
@Command(
        name = "redrive",
        description = "Put the records of dead letters back into their topics, under the same event ids.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all of them are redriven, now or before",
            "1:some can't be, or not now; the output says which and why",
            "2:wrong usage"
        })
final class DeadLettersRedriveCommand implements Callable<Integer> {
    private static final int WAIT_MILLIS = 1_000;
    private static final int PAGE = 1_000;

    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private LetterSelection selection = new LetterSelection();

    @Option(names = "--parked", description = "Parked ones too: those that failed again and again.")
    private boolean parked;

    @Option(names = "--rate", paramLabel = "N", description = "Records per second at most (1000).")
    private double rate = 1_000;

    @Option(names = "--json", description = "With the outcome of each letter, for programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        ObjectNode request =
                selection.request().put("parked", parked).put("rate", rate).put("waitMs", WAIT_MILLIS);
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            ObjectNode ended = ended(bus, request, screen);
            if (json) {
                screen.json(ended);
            } else {
                print(ended, screen);
            }
            return isWhole(ended) ? 0 : 1;
        }
    }

    /// Waits for the end, telling how far it is, and collects all outcomes.
    private static ObjectNode ended(BusClient bus, ObjectNode request, Screen screen) {
        long started = System.nanoTime();
        JsonNode progress =
                DeadLettersListCommand.bodyOf(bus.post("/api/dead-letters/redrive?limit=0", request), "redrive");
        String path = "/api/dead-letters/redrives/" + progress.path("id").asString("");
        while (progress.path("state").asString("").equals("running")) {
            screen.progress(
                    started,
                    "%d of %d"
                            .formatted(
                                    progress.path("done").asInt(0),
                                    progress.path("selected").asInt(0)));
            progress = DeadLettersListCommand.bodyOf(bus.get(path + "?limit=0&waitMs=" + WAIT_MILLIS), "redrive");
        }
        ObjectNode whole = (ObjectNode) progress.deepCopy();
        ArrayNode items = whole.withArray("items");
        while (items.size() < progress.path("done").asInt(0)) {
            DeadLettersListCommand.bodyOf(
                            bus.get(path + "?limit=%d&offset=%d".formatted(PAGE, items.size())), "redrive")
                    .path("items")
                    .forEach(items::add);
        }
        return whole;
    }

    private static boolean isWhole(JsonNode ended) {
        return ended.path("state").asString("").equals("done")
                && ended.path("refused").asInt(0)
                                + ended.path("failed").asInt(0)
                                + ended.path("missing").asInt(0)
                        == 0;
    }

    private void print(JsonNode ended, Screen screen) {
        for (JsonNode item : ended.path("items")) {
            String outcome = text(item, "outcome", 20);
            String reason = text(item, "reason", 300);
            if (!outcome.equals("redriven") && !(outcome.equals("would-redrive") && reason.isEmpty())) {
                String why = outcome.equals("would-redrive") ? "would fail again: " + reason : reason;
                screen.line("%s  %s  %s"
                        .formatted(text(item, "id", 36), outcome, why)
                        .stripTrailing());
            }
        }
        int selected = ended.path("selected").asInt(0);
        if (selection.isDryRun()) {
            screen.line("would redrive %d of %d dead letters"
                    .formatted(ended.path("wouldRedrive").asInt(0), selected));
        } else {
            screen.line("redrove %d of %d dead letters%s"
                    .formatted(ended.path("redriven").asInt(0), selected, rest(ended)));
        }
        String message = text(ended, "message", 500);
        if (!message.isEmpty()) {
            screen.say("ended early: " + message);
        }
    }

    private static String rest(JsonNode ended) {
        StringBuilder rest = new StringBuilder();
        for (String name : new String[] {"skipped", "refused", "failed", "missing"}) {
            int count = ended.path(name).asInt(0);
            if (count > 0) {
                rest.append(", ").append(name).append(' ').append(count);
            }
        }
        return rest.toString();
    }
}
