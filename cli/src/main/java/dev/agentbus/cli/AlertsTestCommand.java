package dev.agentbus.cli;

import dev.agentbus.app.BusSettings;
import dev.agentbus.app.Configuration;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.process.alert.BackTest;
import dev.agentbus.process.alert.RuleBook;
import dev.agentbus.process.alert.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus alerts test`: what rules would have said about the past.
@Command(
        name = "test",
        description = {
            "Say what rules would have said about a stretch of the past.",
            "",
            "Reads the log itself; writes nothing and tells nobody."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:judged, whatever was found",
            "1:the rules are broken, or the log can't be reached",
            "2:wrong usage"
        })
final class AlertsTestCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--rules", paramLabel = "FILE", description = "The rules to try; those in force unless given.")
    private @Nullable Path rules;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description = "Begin that long ago (10m, 2h, 1d) or at an ISO time.")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "End there; now unless given.")
    private @Nullable String to;

    @Option(names = "--json", description = "With every change as it would stand in agent-alerts, for programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Configuration configuration = settings.load();
        Instant begin = TailCommand.timeOf(from);
        Instant end = to == null ? Instant.now() : TailCommand.timeOf(to);
        if (!begin.isBefore(end)) {
            throw new Misconfigured(
                    "Cannot try rules: --from must lie before --to, got: %s and %s".formatted(begin, end));
        }
        try (LogAccess access = LogAccess.of(configuration)) {
            RuleBook book = book(access, configuration);
            BackTest.Result result = new BackTest(book, access.contracts()).run(access.log(), begin, end);
            if (json) {
                Screen.of(spec).json(asJson(book, begin, end, result));
            } else {
                print(result, Screen.of(spec));
            }
        }
    }

    private RuleBook book(LogAccess access, Configuration configuration) {
        Path file = rules == null ? BusSettings.of(configuration).alertRules() : rules;
        if (rules == null && !Files.exists(file)) {
            return RuleBook.read(RuleBook.SHIPPED, RuleBook.shipped(), access.contracts(), System.getenv());
        }
        try {
            return RuleBook.read(
                    Objects.toString(file.getFileName()), Files.readString(file), access.contracts(), System.getenv());
        } catch (IOException e) {
            throw new Misconfigured("Cannot read alert rules: the file must be readable UTF-8, got: " + file, e);
        }
    }

    private static ObjectNode asJson(RuleBook book, Instant begin, Instant end, BackTest.Result result) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("rules", book.file())
                .put("from", begin.toString())
                .put("to", end.toString())
                .put("events", result.events())
                .put("unreadable", result.unreadable());
        ArrayNode changes = body.putArray("changes");
        result.found().forEach(found -> changes.add(found.event()));
        return body;
    }

    private static void print(BackTest.Result result, Screen screen) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TIME", "CHANGE", "SEVERITY", "RULE", "WHAT"));
        long fired = 0;
        for (BackTest.Found found : result.found()) {
            Transition change = found.transition();
            fired += change.fired() ? 1 : 0;
            rows.add(List.of(
                    change.at().toString(),
                    change.change().name().toLowerCase(Locale.ROOT),
                    change.terms().severity().word(),
                    change.terms().name(),
                    AlertsListCommand.shortened(change.message())));
        }
        if (result.found().isEmpty()) {
            screen.line("Nothing would have fired");
        } else {
            screen.table(rows);
        }
        screen.line("%d events judged, %d alerts would have fired; nothing was sent".formatted(result.events(), fired));
    }
}
