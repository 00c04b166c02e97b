package dev.agentbus.cli;

import static dev.agentbus.cli.DeadLettersListCommand.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus dead-letters show`.
@Command(
        name = "show",
        description = "Show one dead letter: where it came from, why, its record, and what has become of it.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:shown", "1:there is none of this id, or no bus answers", "2:wrong usage"})
final class DeadLettersShowCommand implements Runnable {
    private static final int MAX_TEXT = 4_000;

    @Mixin
    private Settings settings = new Settings();

    @Parameters(paramLabel = "ID", description = "As the list gives it.")
    private String id = "";

    @Option(names = "--json", description = "With all bytes, as Base64 and as text.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Screen screen = Screen.of(spec);
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            JsonNode letter = DeadLettersListCommand.bodyOf(
                    bus.get("/api/dead-letters/" + BusClient.encoded(id)), "show dead letter");
            if (json) {
                screen.json(letter);
            } else {
                print(letter, screen);
            }
        }
    }

    private static void print(JsonNode letter, Screen screen) {
        List<List<String>> rows = new ArrayList<>();
        row(rows, "id", text(letter, "id", 36));
        row(rows, "status", (text(letter, "status", 9) + " " + text(letter, "reason", 1_000)).strip());
        row(rows, "stood at", DeadLettersListCommand.place(letter));
        row(
                rows,
                "letter at",
                "%s-%d@%d, %s, headers of %s"
                        .formatted(
                                text(letter, "deadLetterTopic", 249),
                                letter.path("deadLetterPartition").asInt(0),
                                letter.path("deadLetterOffset").asLong(0),
                                text(letter, "deadLetteredAt", 40),
                                text(letter, "family", 20)));
        row(rows, "given up by", (text(letter, "group", 255) + " " + text(letter, "handler", 255)).strip());
        row(
                rows,
                "how",
                "%s, attempts: %d, first %s, last %s"
                        .formatted(
                                text(letter, "disposition", 20),
                                letter.path("attempts").asInt(0),
                                text(letter, "firstFailedAt", 40),
                                text(letter, "lastFailedAt", 40)));
        row(rows, "cause", text(letter, "cause", 16));
        row(rows, "class", text(letter, "errorClass", 255));
        row(rows, "rule", (text(letter, "rule", 255) + " " + text(letter, "field", 255)).strip());
        row(rows, "message", text(letter, "message", MAX_TEXT));
        row(rows, "event", text(letter, "eventId", 512));
        row(rows, "correlation", text(letter, "correlationId", 512));
        row(rows, "trace", text(letter, "traceId", 40));
        row(rows, "redriven", redriven(letter));
        row(rows, "key", bytes(letter.path("key")));
        for (JsonNode header : letter.path("headers")) {
            row(rows, "header", text(header, "name", 100) + ": " + bytes(header.path("value")));
        }
        row(rows, "value", value(letter));
        if (letter.path("edit").isObject()) {
            row(rows, "edited key", bytes(letter.path("edit").path("key")));
            row(rows, "edited value", bytes(letter.path("edit").path("value")));
        }
        screen.table(rows);
        letter.path("stackTrace")
                .asString("")
                .lines()
                .limit(40)
                .forEach(line -> screen.line("  " + Printable.of(line, 200)));
    }

    private static void row(List<List<String>> rows, String name, String value) {
        if (!value.isEmpty()) {
            rows.add(List.of(name, value));
        }
    }

    private static String redriven(JsonNode letter) {
        JsonNode to = letter.path("redrivenTo");
        String now = to.isObject()
                ? "to partition %d, offset %d; "
                        .formatted(
                                to.path("partition").asInt(0), to.path("offset").asLong(0))
                : "";
        int before = letter.path("redriveCount").asInt(0);
        return before == 0
                ? now.replaceFirst("; $", "")
                : "%s%d times before; first stood at %s; first letter %s"
                        .formatted(now, before, text(letter, "firstStoodAt", 300), text(letter, "originalId", 36));
    }

    private static String value(JsonNode letter) {
        JsonNode left = letter.path("valueLeftInLogBytes");
        return left.isNumber()
                ? "(%d bytes, left where the record stood)".formatted(left.asLong())
                : bytes(letter.path("value"));
    }

    /// Text where it is some, else Base64.
    private static String bytes(JsonNode bytes) {
        if (!bytes.isObject()) {
            return "(none)";
        }
        JsonNode text = bytes.path("text");
        return text.isString()
                ? Printable.of(text.asString(""), MAX_TEXT)
                : "base64 " + text(bytes, "base64", MAX_TEXT);
    }
}
