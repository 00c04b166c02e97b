package dev.agentbus.app;

import dev.agentbus.events.TopicName;
import dev.agentbus.process.ReplayMark.Effects;
import dev.agentbus.process.replay.Forecast;
import dev.agentbus.process.replay.ReplayOrigin;
import dev.agentbus.process.replay.ReplayRequest;
import dev.agentbus.process.replay.ReplaySource;
import dev.agentbus.process.replay.ReplayStatus;
import dev.agentbus.process.replay.ReplayTarget;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Replays as they are answered.
final class ReplayJson {
    private ReplayJson() {}

    static ObjectNode of(ReplayStatus status) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("id", status.id().value())
                .put("state", status.state().name().toLowerCase(Locale.ROOT))
                .put("startedAt", status.startedAt().toString());
        status.endedAt().ifPresent(at -> node.put("endedAt", at.toString()));
        node.put("read", status.read())
                .put("total", status.total())
                .put("percent", status.percent())
                .put("perSecond", Math.round(status.perSecond()));
        status.remaining().ifPresent(left -> node.put("remainingMs", left.toMillis()));
        node.put("events", status.selected());
        ObjectNode topics = node.putObject("topics");
        new TreeMap<>(status.events()).forEach((topic, count) -> topics.put(topic.value(), count));
        node.put("stored", status.stored())
                .put("duplicates", status.duplicates())
                .put("refused", status.refused())
                .put("message", status.message());
        status.viewUntil().ifPresent(until -> node.put("viewUntil", until.toString()));
        node.set("request", of(status.request()));
        return node;
    }

    private static ObjectNode of(ReplayRequest request) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        ArrayNode topics = node.putArray("topics");
        request.topics().stream().map(TopicName::value).sorted().forEach(topics::add);
        switch (request.source()) {
            case ReplaySource.TimeRange range -> put(node, range);
            case ReplaySource.Trace(var id, ReplaySource.TimeRange within) -> {
                node.put("trace", id.value());
                put(node, within);
            }
            case ReplaySource.Offsets(var ranges) -> {
                ArrayNode offsets = node.putArray("offsets");
                new TreeMap<>(ranges)
                        .forEach((partition, range) ->
                                offsets.add("%s:%d-%d".formatted(partition, range.from(), range.to())));
            }
        }
        switch (request.origin()) {
            case ReplayOrigin.Log _ -> node.put("source", "log");
            case ReplayOrigin.Archive(var location) -> {
                node.put("source", "archive");
                location.ifPresent(place -> node.put("location", place));
            }
        }
        switch (request.target()) {
            case ReplayTarget.NewGroup _ -> node.put("target", "new-group");
            case ReplayTarget.ExistingGroup(String group) ->
                node.put("target", "group").put("group", group);
            case ReplayTarget.ThrowAwayView(var keep) ->
                node.put("target", "view").put("keep", keep.toSeconds() + "s");
        }
        return node.put("rate", request.eventsPerSecond()).put("effects", request.effects() == Effects.REPEAT);
    }

    private static void put(ObjectNode node, ReplaySource.TimeRange range) {
        if (!range.from().equals(ReplaySource.TimeRange.ALL.from())) {
            node.put("from", range.from().toString());
        }
        if (!range.to().equals(ReplaySource.TimeRange.ALL.to())) {
            node.put("to", range.to().toString());
        }
    }

    static ObjectNode of(Forecast forecast) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("dryRun", true)
                .put("exact", forecast.exact())
                .put("countedBy", forecast.exact() ? "reading" : "offsets")
                .put("events", forecast.events())
                .put("total", forecast.records())
                .put("unreadable", forecast.unreadable());
        ArrayNode topics = node.putArray("topics");
        new TreeMap<>(forecast.topics()).forEach((topic, share) -> {
            ObjectNode each = topics.addObject().put("topic", topic.value()).put("events", share.events());
            ObjectNode kinds = each.putObject("kinds");
            new TreeMap<>(share.kinds()).forEach(kinds::put);
        });
        forecast.first().ifPresent(first -> node.put("first", first.toString()));
        forecast.last().ifPresent(last -> node.put("last", last.toString()));
        if (!forecast.broken().isEmpty()) {
            forecast.broken().forEach(node.putArray("broken")::add);
        }
        return node;
    }
}
