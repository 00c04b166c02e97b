package dev.agentbus.process.alert;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Keeps an evaluation as the log does: of each key the latest, as text.
final class KeptEvaluation {
    private final Map<String, String> keys = new HashMap<>();
    private String head = "{}";

    void keep(Evaluation evaluation) {
        ObjectNode saved = Saved.JSON.createObjectNode();
        evaluation.save(saved);
        head = saved.toString();
        for (KeyChange each : evaluation.changes()) {
            each.state()
                    .ifPresentOrElse(state -> keys.put(each.name(), state.toString()), () -> keys.remove(each.name()));
        }
        evaluation.kept();
    }

    /// @param evaluation a new one
    void restore(Evaluation evaluation) {
        evaluation.restore(
                Saved.JSON.readTree(head),
                keys.entrySet().stream()
                        .map(each -> KeyChange.restored(each.getKey(), Saved.JSON.readTree(each.getValue())))
                        .toList());
    }

    int keys() {
        return keys.size();
    }
}
