package dev.agentbus.cli;

import dev.agentbus.events.PermanentFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus dead-letters list`.
@Command(
        name = "list",
        description = "List dead letters, newest first, or count them by cause.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:listed", "1:no bus answers, or it can't be asked so", "2:wrong usage"})
final class DeadLettersListCommand implements Runnable {
    /// How an answer is shown.
    enum Form {
        TABLE,
        JSON
    }

    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private LetterChoice choice = new LetterChoice();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only pending, redriven, discarded or parked ones.")
    private @Nullable String status;

    @Option(names = "--by-cause", description = "Count by cause instead.")
    private boolean byCause;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (50).")
    private int limit = 50;

    @Option(names = "--before", paramLabel = "N", description = "The next page: what the last one called next.")
    private @Nullable Long before;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Screen screen = Screen.of(spec);
        Form form = json ? Form.JSON : Form.TABLE;
        String query =
                choice.query() + (status == null ? "" : "status=" + BusClient.encoded(status) + "&") + "limit=" + limit;
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            if (byCause) {
                causes(bus, query, screen, form);
            } else {
                letters(bus, query + (before == null ? "" : "&before=" + before), screen, form);
            }
        }
    }

    static void causes(BusClient bus, String query, Screen screen, Form form) {
        JsonNode answer = bodyOf(bus.get("/api/dead-letters/causes" + query), "list dead letters");
        if (form == Form.JSON) {
            screen.json(answer);
            return;
        }
        if (answer.path("causes").isEmpty()) {
            screen.line("There are no such dead letters");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("CAUSE", "LETTERS", "PENDING", "PARKED", "LAST", "TOPIC", "GROUP", "WHAT"));
        for (JsonNode cause : answer.path("causes")) {
            rows.add(List.of(
                    text(cause, "cause", 16),
                    Long.toString(cause.path("letters").asLong()),
                    Long.toString(cause.path("byStatus").path("pending").asLong(0)),
                    Long.toString(cause.path("byStatus").path("parked").asLong(0)),
                    seconds(cause.path("last").asString("")),
                    text(cause, "topic", 40),
                    text(cause, "group", 30),
                    what(cause)));
        }
        screen.table(rows);
    }

    private static void letters(BusClient bus, String query, Screen screen, Form form) {
        JsonNode answer = bodyOf(bus.get("/api/dead-letters" + query), "list dead letters");
        if (form == Form.JSON) {
            screen.json(answer);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "STATUS", "WRITTEN", "STOOD AT", "CAUSE", "WHAT"));
        for (JsonNode letter : answer.path("letters")) {
            rows.add(List.of(
                    text(letter, "id", 36),
                    text(letter, "status", 9),
                    seconds(letter.path("deadLetteredAt").asString("")),
                    place(letter),
                    text(letter, "cause", 16),
                    what(letter)));
        }
        screen.table(rows);
        long shown = answer.path("letters").size();
        String next = answer.path("next").isNumber()
                ? "; more with --before " + answer.path("next").asLong()
                : "";
        screen.say(
                "%d of %d dead letters%s".formatted(shown, answer.path("total").asLong(), next));
    }

    /// @throws PermanentFailure when the bus refuses
    static JsonNode bodyOf(BusClient.Answer answer, String what) {
        if (!answer.isOk()) {
            String message = Printable.of(answer.message());
            throw new PermanentFailure(
                    message.startsWith("Cannot ")
                            ? message
                            : "Cannot %s: %s, got: HTTP %d".formatted(what, message, answer.status()));
        }
        return answer.body();
    }

    static String place(JsonNode letter) {
        String topic = text(letter, "topic", 249);
        return topic.isEmpty()
                ? "-"
                : "%s-%s@%s"
                        .formatted(
                                topic,
                                letter.path("partition").asString("?"),
                                letter.path("offset").asString("?"));
    }

    private static String what(JsonNode cause) {
        String rule = text(cause, "rule", 20);
        String field = text(cause, "field", 40);
        String message = text(cause, "message", 100);
        return field.isEmpty() || message.contains(field) ? message : rule + " " + field + ": " + message;
    }

    static String text(JsonNode node, String name, int max) {
        return Printable.of(node.path(name).asString(""), max);
    }

    /// To the second; the rest is for programs.
    private static String seconds(String time) {
        return Printable.of(time, 30).replaceFirst("\\.\\d+Z$", "Z");
    }
}
