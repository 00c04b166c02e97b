package dev.agentbus.app;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.process.alert.AlertBoard;
import dev.agentbus.process.alert.Destination;
import dev.agentbus.process.alert.Incident;
import dev.agentbus.process.alert.PendingAlert;
import dev.agentbus.process.alert.Rule;
import dev.agentbus.process.alert.RuleBook;
import dev.agentbus.process.alert.RulesFile;
import dev.agentbus.process.alert.Silence;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Alerts as JSON.
final class AlertJson {
    private static final Duration MAX_SILENCE = Duration.ofDays(90);

    private AlertJson() {}

    static void writeRules(ObjectNode into, RulesFile rules) {
        RuleBook book = rules.book();
        into.put("file", book.file()).put("fileProblem", rules.problem());
        ArrayNode all = into.putArray("rules");
        for (Rule rule : book.rules()) {
            ObjectNode node = all.addObject();
            node.put("name", rule.terms().name())
                    .put("kind", rule.kind())
                    .put("severity", rule.terms().severity().word())
                    .put("summary", rule.terms().summary());
            ArrayNode topics = node.putArray("topics");
            rule.topics().forEach(topic -> topics.add(topic.value()));
            ArrayNode per = node.putArray("per");
            rule.terms().per().forEach(per::add);
            node.put("windowMs", rule.reach().toMillis())
                    .put("holdsMs", rule.terms().holds().toMillis())
                    .put("coolDownMs", rule.terms().coolDown().toMillis());
            if (!Double.isNaN(rule.bound())) {
                node.put("threshold", rule.bound());
            }
            ArrayNode to = node.putArray("to");
            rule.terms().to().forEach(to::add);
        }
    }

    static void write(ObjectNode into, PendingAlert pending) {
        into.put("rule", pending.rule())
                .put("severity", pending.severity())
                .put("since", pending.since().toString())
                .put("firesAt", pending.since().plus(pending.holds()).toString());
        ObjectNode key = into.putObject("key");
        pending.key().forEach(key::put);
    }

    static void write(ObjectNode into, Incident incident) {
        into.put("id", incident.id())
                .put("notice", incident.notice())
                .put("rule", incident.rule())
                .put("severity", incident.severity())
                .put("message", incident.message())
                .put("firedAt", incident.fired().toString());
        incident.resolved().ifPresent(time -> into.put("resolvedAt", time.toString()));
        incident.reason().ifPresent(reason -> into.put("reason", reason));
        ObjectNode key = into.putObject("key");
        incident.key().forEach(key::put);
        into.set("evidence", incident.evidence());
    }

    static void writeAsOmnidash(ObjectNode into, Incident incident) {
        into.put("id", incident.id())
                .put("level", incident.severity().equals("critical") ? "critical" : "warning")
                .put("message", incident.message())
                .put("timestamp", incident.fired().toString());
    }

    static void write(ObjectNode into, Silence silence) {
        into.put("id", silence.id())
                .put("rule", silence.rule().orElse(null))
                .put("begins", silence.begins().toString())
                .put("ends", silence.ends().toString())
                .put("reason", silence.reason());
        ObjectNode key = into.putObject("key");
        silence.key().forEach(key::put);
    }

    static void write(ObjectNode into, AlertDeliveries.Standing standing) {
        Destination destination = standing.destination();
        into.put("name", destination.common().name())
                .put("kind", destination.kind())
                .put("state", standing.status().state().name().toLowerCase(Locale.ROOT))
                .put("waiting", standing.status().lag())
                .put("sent", standing.sent())
                .put("silenced", standing.silenced())
                .put("skipped", standing.skipped())
                .put("deadLettered", standing.status().total().deadLettered());
        standing.status()
                .lastError()
                .ifPresent(error -> into.putObject("lastError")
                        .put("message", error.message())
                        .put("time", error.time().toString()));
    }

    /// `{rule?, key?, for | until, reason?}`.
    static Silence silence(JsonNode body, RuleBook book, Instant now) {
        Optional<String> rule = Optional.of(body.path("rule").asString("")).filter(name -> !name.isBlank());
        if (rule.isPresent()
                && book.rules().stream().noneMatch(each -> each.terms().name().equals(rule.get()))) {
            throw new PermanentFailure("Cannot silence: there is no such rule, got: " + rule.get());
        }
        Map<String, String> key = new LinkedHashMap<>();
        body.path("key")
                .properties()
                .forEach(each -> key.put(each.getKey(), each.getValue().asString("")));
        if (rule.isEmpty() && key.isEmpty() && !body.path("all").asBoolean(false)) {
            throw new PermanentFailure("Cannot silence: name a rule, a key, or all, got: neither");
        }
        Instant ends = ends(body, now);
        if (!ends.isAfter(now) || ends.isAfter(now.plus(MAX_SILENCE))) {
            throw new PermanentFailure("Cannot silence: it must end within 90 days from now, got: " + ends);
        }
        return new Silence(
                AlertBoard.newSilenceId(),
                rule,
                key,
                now,
                ends,
                body.path("reason").asString(""));
    }

    private static Instant ends(JsonNode body, Instant now) {
        String until = body.path("until").asString("");
        String length = body.path("for").asString("");
        try {
            if (!until.isEmpty()) {
                return Instant.parse(until);
            }
            if (length.matches("[0-9]{1,6}[smhd]")) {
                String iso = (length.endsWith("d") ? "P" : "PT") + length.toUpperCase(Locale.ROOT);
                return now.plus(Duration.parse(iso));
            }
        } catch (DateTimeParseException e) {
            throw new PermanentFailure("Cannot silence: until must be an ISO time, got: " + until, e);
        }
        throw new PermanentFailure("Cannot silence: for must be like 30m, 2h or 1d, got: " + length);
    }
}
