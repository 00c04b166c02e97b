package dev.agentbus.sink.alert;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A notice as a receiver wants it.
record Message(byte[] body, Map<String, String> headers) {
    /// PagerDuty allows 1,024 characters.
    private static final int MAX_SUMMARY = 1_024;
    /// Slack cuts texts of sections at 3,000.
    private static final int MAX_SLACK = 2_900;

    /// Events API v2: `trigger` and `resolve` of one `dedup_key`, so the same one twice changes nothing.
    static Message forPagerDuty(Notice notice, String routingKey) {
        ObjectNode body = Notice.JSON.createObjectNode();
        body.put("routing_key", routingKey)
                .put("event_action", notice.opens() ? "trigger" : "resolve")
                .put("dedup_key", notice.subject());
        if (notice.opens()) {
            ObjectNode payload = body.putObject("payload");
            payload.put("summary", cut(notice.message().isBlank() ? notice.rule() : notice.message(), MAX_SUMMARY))
                    .put("source", notice.key().isEmpty() ? "agentbus" : cut(notice.keyText(), MAX_SUMMARY))
                    .put("severity", notice.severity())
                    .put("timestamp", notice.at().toString())
                    .put("component", "agentbus")
                    .put("class", notice.rule());
            ObjectNode details = payload.putObject("custom_details");
            details.put("rule", notice.rule());
            notice.key().forEach(details::put);
            details.set("evidence", notice.evidence());
            body.put("client", "agentbus");
        }
        return new Message(bytes(body), Map.of());
    }

    /// @param remark what people are to know about the message itself
    static Message forSlack(Notice notice, Optional<String> remark) {
        String head = notice.opens()
                ? "[%s] %s".formatted(notice.severity().toUpperCase(Locale.ROOT), notice.rule())
                : "[RESOLVED] " + notice.rule();
        String text = notice.message() + (notice.key().isEmpty() ? "" : "\n" + notice.keyText());
        ObjectNode body = Notice.JSON.createObjectNode();
        String suffix = remark.map(words -> " (" + words + ")").orElse("");
        body.put("text", escaped(cut(head + ": " + notice.message(), MAX_SLACK) + suffix));
        ArrayNode blocks = body.putArray("blocks");
        section(blocks, "*" + escaped(head) + "*");
        section(blocks, escaped(cut(text, MAX_SLACK)));
        remark.ifPresent(words -> section(blocks, "_" + escaped(words) + "_"));
        return new Message(bytes(body), Map.of());
    }

    private static void section(ArrayNode blocks, String text) {
        ObjectNode block = blocks.addObject();
        block.put("type", "section");
        block.putObject("text").put("type", "mrkdwn").put("text", text);
    }

    /// What Slack would read as its own marks: mentions and links start with `<`.
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /// @param now seconds since 1970
    static Message forWebhook(Notice notice, String secret, long now) {
        ObjectNode body = Notice.JSON.createObjectNode();
        body.put("type", notice.opens() ? "alert.fired" : "alert.resolved")
                .put("timestamp", notice.at().toString());
        ObjectNode data = body.putObject("data");
        data.put("id", notice.subject())
                .put("rule", notice.rule())
                .put("severity", notice.severity())
                .put("message", notice.message())
                .put("since", notice.since().toString());
        ObjectNode key = data.putObject("key");
        notice.key().forEach(key::put);
        data.set("evidence", notice.evidence());
        byte[] bytes = bytes(body);
        return new Message(
                bytes,
                Map.of(
                        "webhook-id", notice.id(),
                        "webhook-timestamp", Long.toString(now),
                        "webhook-signature", WebhookSignature.sign(secret, notice.id(), now, bytes)));
    }

    private static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
    }

    private static byte[] bytes(ObjectNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
