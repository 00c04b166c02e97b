package dev.agentbus.app;

import dev.agentbus.events.BusFailure;
import dev.agentbus.process.groups.GroupStanding;
import dev.agentbus.process.groups.Standings;
import dev.agentbus.sink.redis.windows.MetricsSink;
import dev.agentbus.sink.redis.windows.WindowQuery;
import dev.agentbus.sink.redis.windows.WindowReader;
import dev.agentbus.sink.redis.windows.WindowReport;
import dev.agentbus.sink.redis.windows.WindowSettings;
import dev.agentbus.sink.redis.windows.WindowSize;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells those who look at windows that there is something new to be asked for, and, where nothing is
/// counted, why not.
final class WindowNews {
    /// Whatever is counted in a longer window is counted in these too.
    private static final int NEWEST = 12;

    private final WindowSettings settings;
    private final Optional<WindowReader> reader;
    private final Supplier<Standings> groups;
    private final Clock clock;

    /// @param reader empty in a process that knows no Redis
    WindowNews(WindowSettings settings, Optional<WindowReader> reader, Supplier<Standings> groups, Clock clock) {
        this.settings = settings;
        this.reader = reader;
        this.groups = groups;
        this.clock = clock;
    }

    /// `state` is `off` (no Redis), `away` (Redis does not answer), `nobody` (no group counts) or
    /// `counting`; then `group` says how well.
    String news() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode sizes = body.putArray("sizes");
        settings.sizes().forEach(size -> sizes.add(size.label()));
        if (reader.isEmpty()) {
            return body.put("state", "off").toString();
        }
        try {
            writeNewest(body, reader.get());
        } catch (BusFailure e) {
            return body.put("state", "away").put("message", e.getMessage()).toString();
        }
        Optional<GroupStanding> group = groups.get().find(MetricsSink.GROUP);
        body.put("state", group.isPresent() ? "counting" : "nobody");
        group.ifPresent(standing -> GroupJson.writeVerdict(body.putObject("group"), standing));
        return body.toString();
    }

    private void writeNewest(ObjectNode body, WindowReader from) {
        WindowSize size = settings.sizes().getFirst();
        Instant now = clock.instant();
        Duration back = size.length().multipliedBy(NEWEST);
        WindowReport report =
                from.read(new WindowQuery(size, now.minus(back), now, WindowQuery.Choice.ALL, Optional.empty()));
        body.put("newest", report.windows().getLast().start().toString());
        ArrayNode counts = body.putArray("counts");
        report.windows().forEach(window -> counts.add(window.figures().count()));
    }
}
