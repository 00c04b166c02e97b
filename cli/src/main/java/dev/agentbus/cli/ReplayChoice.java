package dev.agentbus.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Which events of the past are meant, and where they go; the bus checks the rest.
final class ReplayChoice {
    @Option(names = "--from", paramLabel = "TIME", description = "Event time: that long ago (10m, 2h, 1d) or ISO.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Event time, not included; else all there is now.")
    private @Nullable String to;

    @Option(
            names = "--offsets",
            paramLabel = "RANGE",
            description = "TOPIC-PARTITION:FROM-TO, as often as wanted, instead of times.")
    private List<String> offsets = List.of();

    @Option(names = "--trace", paramLabel = "ID", description = "Only events of this correlation id.")
    private @Nullable String trace;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only this topic; as often as wanted.")
    private List<String> topics = List.of();

    @Option(names = "--domain", paramLabel = "NAME", description = "All topics of agents, opal, persona, …")
    private @Nullable String domain;

    @Option(
            names = "--archive",
            paramLabel = "LOCATION",
            arity = "0..1",
            fallbackValue = "",
            description =
                    "From the archive, also what the log has forgotten: this bus's, or a folder or s3://bucket/prefix.")
    private @Nullable String archive;

    @Option(names = "--view", description = "Into a view that is thrown away, instead of the tables.")
    private boolean view;

    @Option(names = "--keep", paramLabel = "SPAN", description = "How long the view stays afterwards (15m).")
    private @Nullable String keep;

    @Option(names = "--group", paramLabel = "NAME", description = "Set this group back, instead of a new one.")
    private @Nullable String group;

    @Option(names = "--rate", paramLabel = "N", description = "Events per second at most.")
    private int rate;

    @Option(names = "--with-effects", description = "Repeat what leaves the bus too: pages, webhooks.")
    private boolean effects;

    @Nullable
    String group() {
        return group;
    }

    ObjectNode request() {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        put(request, "from", from);
        put(request, "to", to);
        put(request, "trace", trace);
        put(request, "domain", domain);
        put(request, "keep", keep);
        put(request, "group", group);
        offsets.forEach(range -> request.withArray("offsets").add(range));
        topics.forEach(topic -> request.withArray("topics").add(topic));
        if (archive != null) {
            request.put("source", "archive");
            put(request, "location", located(archive));
        }
        request.put("target", view ? "view" : group == null ? "new-group" : "group");
        return request.put("rate", rate).put("effects", effects);
    }

    /// The bus may run in another folder.
    private static @Nullable String located(String archive) {
        if (archive.isEmpty()) {
            return null;
        }
        return archive.startsWith("s3://")
                ? archive
                : Path.of(archive).toAbsolutePath().normalize().toString();
    }

    private static void put(ObjectNode request, String name, @Nullable String value) {
        if (value != null) {
            request.put(name, value);
        }
    }
}
