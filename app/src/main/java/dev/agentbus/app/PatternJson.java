package dev.agentbus.app;

import dev.agentbus.process.patterns.KnownPattern;
import dev.agentbus.process.patterns.Recommendation;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Patterns as JSON. What nobody said is null.
final class PatternJson {
    private PatternJson() {}

    static String kind(KnownPattern pattern) {
        return pattern.succeeds() ? "success" : "failure";
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static void write(ObjectNode node, KnownPattern pattern) {
        node.put("patternId", pattern.id());
        node.put("kind", kind(pattern));
        node.put("version", pattern.version());
        node.put("name", pattern.name());
        node.put("type", pattern.type());
        texts(node, "steps", pattern.steps());
        node.put("support", pattern.support());
        number(node, "successRate", pattern.successRate());
        number(node, "lift", pattern.lift());
        number(node, "confidence", pattern.confidence());
        number(node, "quality", pattern.quality());
        if (pattern.millis() < 0) {
            node.putNull("durationMs");
        } else {
            node.put("durationMs", pattern.millis());
        }
        texts(node, "taskTypes", pattern.taskTypes());
        texts(node, "domains", pattern.domains());
        texts(node, "tools", pattern.tools());
        if (!pattern.succeeds()) {
            node.put("problem", pattern.problem());
            node.put("resolution", pattern.resolution());
        }
        texts(node, "traces", pattern.traces());
        node.put("updatedAt", pattern.updated().toString());
    }

    static void write(ObjectNode node, Recommendation recommendation) {
        write(node, recommendation.pattern());
        number(node, "score", recommendation.score());
        ObjectNode why = node.putObject("why");
        number(why, "similarity", recommendation.why().similarity());
        why.put("similarTo", recommendation.why().similarTo());
        texts(why, "matched", recommendation.why().matched());
        why.put("sameTaskType", recommendation.why().sameTaskType());
        number(why, "outcome", recommendation.why().outcome());
    }

    private static void texts(ObjectNode node, String name, List<String> texts) {
        ArrayNode array = node.putArray(name);
        texts.forEach(array::add);
    }

    static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, Math.round(value * 10_000) / 10_000.0);
        } else {
            node.putNull(name);
        }
    }
}
