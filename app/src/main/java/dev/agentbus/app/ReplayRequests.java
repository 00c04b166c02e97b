package dev.agentbus.app;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.ReplayMark.Effects;
import dev.agentbus.process.replay.OffsetRange;
import dev.agentbus.process.replay.ReplayOrigin;
import dev.agentbus.process.replay.ReplayRequest;
import dev.agentbus.process.replay.ReplaySource;
import dev.agentbus.process.replay.ReplayTarget;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads what `POST /api/replays` is sent.
final class ReplayRequests {
    private static final Pattern AGO = Pattern.compile("[0-9]{1,6}[smhd]");
    private static final Pattern OFFSETS =
            Pattern.compile("([a-zA-Z0-9._-]+)-([0-9]{1,6}):([0-9]{1,18})-([0-9]{1,18})");
    private static final Set<String> FIELDS = Set.of(
            "topics",
            "domain",
            "from",
            "to",
            "offsets",
            "trace",
            "target",
            "group",
            "confirm",
            "keep",
            "rate",
            "effects",
            "dryRun",
            "source",
            "location");

    private final Contracts contracts;
    private final Clock clock;

    ReplayRequests(Contracts contracts, Clock clock) {
        this.contracts = contracts;
        this.clock = clock;
    }

    /// What would change what runs, and nobody has said yes to it.
    static final class Unconfirmed extends PermanentFailure {
        private static final long serialVersionUID = 1L;

        Unconfirmed(String group) {
            super("Cannot set group back: its events are carried out again from there, which must be confirmed"
                    + " (`confirm`: true, --yes), got: " + group);
        }
    }

    /// A request, and whether it is meant.
    record Wanted(ReplayRequest request, boolean isConfirmed, boolean dryRun) {
        /// @throws Unconfirmed when it needs a yes and has none
        ReplayRequest confirmed() {
            if (request.target() instanceof ReplayTarget.ExistingGroup(String group) && !isConfirmed) {
                throw new Unconfirmed(group);
            }
            return request;
        }
    }

    /// @throws PermanentFailure naming the field that is wrong
    Wanted read(JsonNode body) {
        if (!body.isObject()) {
            throw new PermanentFailure("Cannot replay: the body must be a JSON object, got: " + body.getNodeType());
        }
        body.propertyNames().stream()
                .filter(name -> !FIELDS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw wrong(
                            "fields must be some of " + FIELDS.stream().sorted().toList(), name);
                });
        ReplayRequest request = new ReplayRequest(
                topics(body),
                source(body),
                target(body),
                body.path("rate").asInt(0),
                body.path("effects").asBoolean(false) ? Effects.REPEAT : Effects.SUPPRESS,
                origin(body));
        return new Wanted(
                request,
                body.path("confirm").asBoolean(false),
                body.path("dryRun").asBoolean(false));
    }

    private Set<TopicName> topics(JsonNode body) {
        Set<TopicName> topics = new LinkedHashSet<>();
        body.path("topics").forEach(name -> topics.add(new TopicName(name.asString(""))));
        String domain = body.path("domain").asString("");
        if (!domain.isEmpty()) {
            Set<TopicName> ofDomain = contracts.all().stream()
                    .filter(contract -> contract.domain().equals(domain)
                            && !contract.fields().isEmpty())
                    .map(contract -> contract.topic())
                    .collect(Collectors.toSet());
            if (ofDomain.isEmpty()) {
                throw wrong("domain must be that of a contract", domain);
            }
            topics.addAll(ofDomain);
        }
        return topics;
    }

    private ReplaySource source(JsonNode body) {
        ReplaySource.TimeRange range = new ReplaySource.TimeRange(
                body.has("from") ? time(body, "from") : ReplaySource.TimeRange.ALL.from(),
                body.has("to") ? time(body, "to") : ReplaySource.TimeRange.ALL.to());
        String trace = body.path("trace").asString("");
        if (!trace.isEmpty()) {
            return new ReplaySource.Trace(new CorrelationId(trace), range);
        }
        if (body.path("offsets").isEmpty()) {
            return range;
        }
        if (!range.equals(ReplaySource.TimeRange.ALL)) {
            throw wrong("offsets and times exclude each other", body.path("offsets"));
        }
        Map<LogPartition, OffsetRange> ranges = new HashMap<>();
        body.path("offsets").forEach(text -> putRange(ranges, text.asString("")));
        return new ReplaySource.Offsets(ranges);
    }

    private static ReplayOrigin origin(JsonNode body) {
        String source = body.path("source").asString("log");
        String location = body.path("location").asString("");
        return switch (source) {
            case "log" -> {
                if (!location.isEmpty()) {
                    throw wrong("a location is that of an archive (`source`: archive)", location);
                }
                yield new ReplayOrigin.Log();
            }
            case "archive" -> new ReplayOrigin.Archive(Optional.of(location).filter(text -> !text.isEmpty()));
            default -> throw wrong("source must be log or archive", "'" + source + "'");
        };
    }

    private static void putRange(Map<LogPartition, OffsetRange> ranges, String text) {
        Matcher range = OFFSETS.matcher(text);
        if (!range.matches()) {
            throw wrong("offsets must be like agent-actions-0:100-200", text);
        }
        ranges.put(
                new LogPartition(new TopicName(range.group(1)), Integer.parseInt(range.group(2))),
                new OffsetRange(Long.parseLong(range.group(3)), Long.parseLong(range.group(4))));
    }

    private static ReplayTarget target(JsonNode body) {
        String target = body.path("target").asString("");
        String group = body.path("group").asString("");
        return switch (target) {
            case "new-group" -> new ReplayTarget.NewGroup();
            case "group" -> {
                if (group.isBlank()) {
                    throw wrong("group must name the group that is set back", "'" + group + "'");
                }
                yield new ReplayTarget.ExistingGroup(group);
            }
            case "view" ->
                new ReplayTarget.ThrowAwayView(
                        body.has("keep")
                                ? span(body.path("keep").asString(""))
                                : ReplayTarget.ThrowAwayView.DEFAULT_KEEP);
            default -> throw wrong("target must be new-group, group or view", "'" + target + "'");
        };
    }

    private Instant time(JsonNode body, String field) {
        String text = body.path(field).asString("");
        try {
            return AGO.matcher(text).matches() ? clock.instant().minus(span(text)) : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new PermanentFailure(
                    "Cannot replay: %s must be like 10m, 2h, 1d or 2026-01-31T12:00:00Z, got: %s"
                            .formatted(field, text),
                    e);
        }
    }

    private static Duration span(String text) {
        if (!AGO.matcher(text).matches()) {
            throw wrong("a span must be like 30s, 10m, 2h or 1d", text);
        }
        return Duration.parse((text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
    }

    private static PermanentFailure wrong(String rule, Object got) {
        return new PermanentFailure("Cannot replay: %s, got: %s".formatted(rule, got));
    }
}
