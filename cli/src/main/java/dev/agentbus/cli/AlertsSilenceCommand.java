package dev.agentbus.cli;

import dev.agentbus.events.PermanentFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus alerts silence`.
@Command(
        name = "silence",
        description = {
            "Tell nobody of some alerts for a while; they are listed all the same.",
            "",
            "What fires in that time is not sent, nor that it is over. What fired before is."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:silenced, or the silence ended",
            "1:no such rule or silence, or no bus answers",
            "2:wrong usage"
        })
final class AlertsSilenceCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--rule", paramLabel = "NAME", description = "Alerts of this rule.")
    private @Nullable String rule;

    @Option(
            names = "--key",
            paramLabel = "FIELD=VALUE",
            description = "Alerts whose field has this value; several may be given.")
    private Map<String, String> key = new LinkedHashMap<>();

    @Option(names = "--all", description = "All alerts.")
    private boolean all;

    @Option(names = "--for", paramLabel = "TIME", description = "How long, like 30m, 2h or 1d (1h).")
    private String length = "1h";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    private String reason = "";

    @Option(names = "--end", paramLabel = "ID", description = "End this silence now instead.")
    private @Nullable String end;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Screen screen = Screen.of(spec);
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            if (end != null) {
                requireOk(bus.delete("/api/alerts/silences/" + BusClient.encoded(end)));
                screen.line("the silence has ended");
                return;
            }
            JsonNode silence = requireOk(bus.post("/api/alerts/silences", request()));
            if (json) {
                screen.json(silence);
            } else {
                screen.line("silenced until %s: %s"
                        .formatted(
                                silence.path("ends").asString("?"),
                                silence.path("id").asString("?")));
            }
        }
    }

    private ObjectNode request() {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        if (rule != null) {
            request.put("rule", rule);
        }
        ObjectNode values = request.putObject("key");
        key.forEach(values::put);
        return request.put("all", all).put("for", length).put("reason", reason);
    }

    private static JsonNode requireOk(BusClient.Answer answer) {
        if (!answer.isOk()) {
            throw new PermanentFailure(
                    "Cannot silence: %s, got: HTTP %d".formatted(Printable.of(answer.message()), answer.status()));
        }
        return answer.body();
    }
}
