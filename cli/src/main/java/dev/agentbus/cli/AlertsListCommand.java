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

/// `agentbus alerts list`.
@Command(
        name = "list",
        description = "Show what fires now, what fired lately, what is silenced, and who is told.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:listed, whatever fires", "1:no bus answers", "2:wrong usage"})
final class AlertsListCommand implements Runnable {
    private static final int MAX_MESSAGE = 120;

    /// How an answer is shown.
    enum Form {
        TABLE,
        JSON
    }

    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        list(settings, Screen.of(spec), json ? Form.JSON : Form.TABLE);
    }

    static void list(Settings settings, Screen screen, Form form) {
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            BusClient.Answer answer = bus.get("/api/alerts");
            if (!answer.isOk()) {
                throw new PermanentFailure("Cannot list alerts: %s, got: HTTP %d"
                        .formatted(Printable.of(answer.message()), answer.status()));
            }
            if (form == Form.JSON) {
                screen.json(answer.body());
            } else {
                print(answer.body(), screen);
            }
        }
    }

    private static void print(JsonNode answer, Screen screen) {
        for (String problem : List.of("fileProblem", "problem")) {
            String text = answer.path(problem).asString("");
            if (!text.isEmpty()) {
                screen.line(Printable.of(text));
            }
        }
        screen.line("%d rules of %s, judged up to %s"
                .formatted(
                        answer.path("rules").size(),
                        Printable.of(answer.path("file").asString("?")),
                        answer.path("judgedUpTo").asString("the beginning")));
        if (answer.path("active").isEmpty()) {
            screen.line("Nothing fires");
        } else {
            screen.table(rows(answer.path("active"), "SINCE", "firedAt"));
        }
        if (!answer.path("pending").isEmpty()) {
            screen.table(pending(answer.path("pending")));
        }
        if (!answer.path("recent").isEmpty()) {
            screen.table(rows(answer.path("recent"), "OVER SINCE", "resolvedAt"));
        }
        others(answer, screen);
    }

    private static List<List<String>> rows(JsonNode incidents, String timeName, String time) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SEVERITY", timeName, "RULE", "WHAT"));
        for (JsonNode incident : incidents) {
            rows.add(List.of(
                    incident.path("severity").asString(""),
                    incident.path(time).asString(""),
                    Printable.of(incident.path("rule").asString("")),
                    shortened(incident.path("message").asString(""))));
        }
        return rows;
    }

    private static List<List<String>> pending(JsonNode alerts) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PENDING", "SINCE", "RULE", "FIRES IF IT LASTS UNTIL", "KEY"));
        for (JsonNode alert : alerts) {
            rows.add(List.of(
                    alert.path("severity").asString(""),
                    alert.path("since").asString(""),
                    Printable.of(alert.path("rule").asString("")),
                    alert.path("firesAt").asString(""),
                    shortened(alert.path("key").toString())));
        }
        return rows;
    }

    private static void others(JsonNode answer, Screen screen) {
        for (JsonNode silence : answer.path("silences")) {
            screen.line("silenced until %s: %s %s (%s) %s"
                    .formatted(
                            silence.path("ends").asString(""),
                            Printable.of(silence.path("rule").asString("all rules")),
                            Printable.of(silence.path("key").toString()),
                            Printable.of(silence.path("reason").asString("")),
                            silence.path("id").asString("")));
        }
        for (JsonNode destination : answer.path("destinations")) {
            screen.line("%s (%s): %s, %d sent, %d waiting, %d dead letters %s"
                    .formatted(
                            Printable.of(destination.path("name").asString("")),
                            destination.path("kind").asString(""),
                            destination.path("state").asString(""),
                            destination.path("sent").asLong(0),
                            destination.path("waiting").asLong(0),
                            destination.path("deadLettered").asLong(0),
                            shortened(destination
                                    .path("lastError")
                                    .path("message")
                                    .asString(""))));
        }
    }

    static String shortened(String text) {
        String printable = Printable.of(text);
        return printable.length() <= MAX_MESSAGE ? printable : printable.substring(0, MAX_MESSAGE - 1) + "…";
    }
}
