package dev.agentbus.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Options that say which dead letters.
final class LetterChoice {
    @Option(names = "--topic", paramLabel = "TOPIC", description = "Whose records came from this topic.")
    private @Nullable String topic;

    @Option(names = "--group", paramLabel = "GROUP", description = "Given up by this consumer group.")
    private @Nullable String group;

    @Option(names = "--cause", paramLabel = "CAUSE", description = "With this cause; its first digits will do.")
    private @Nullable String cause;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "That broke this rule, e.g. required, type, syntax, sink.")
    private @Nullable String rule;

    @Option(names = "--trace", paramLabel = "ID", description = "Of this correlation id, trace id or event id.")
    private @Nullable String trace;

    @Option(names = "--since", paramLabel = "TIME", description = "Written since then: 10m, 2h, 1d or an ISO time.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Written before then.")
    private @Nullable String until;

    Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "topic", topic);
        put(given, "group", group);
        put(given, "cause", cause);
        put(given, "rule", rule);
        put(given, "trace", trace);
        put(given, "since", since == null ? null : TailCommand.timeOf(since).toString());
        put(given, "until", until == null ? null : TailCommand.timeOf(until).toString());
        return given;
    }

    /// For a query string, beginning with `?`.
    String query() {
        return given().entrySet().stream()
                .map(each -> each.getKey() + "=" + BusClient.encoded(each.getValue()) + "&")
                .collect(Collectors.joining("", "?", ""));
    }

    ObjectNode json() {
        ObjectNode filter = JsonMapper.shared().createObjectNode();
        given().forEach(filter::put);
        return filter;
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value);
        }
    }
}
