package dev.agentbus.process.alert;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.TopicSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The topics of alerts.
public final class AlertTopics {
    /// What fired and what is over; read by whoever tells people.
    public static final TopicName ALERTS = new TopicName("agent-alerts");
    public static final TopicName SILENCES = new TopicName("agent-alert-silences");
    /// What the evaluation remembers, and how far it has read: of each key the latest record counts.
    static final TopicName STATE = new TopicName("agent-alert-state");

    private AlertTopics() {}

    /// The topic that is nobody else's business: neither table nor listing.
    public static Contract state() {
        return new Contract(
                STATE,
                "alerts",
                "What the alert rules remember",
                new TopicSettings(
                        1,
                        3,
                        Map.of(
                                "cleanup.policy", "compact",
                                "min.insync.replicas", "2",
                                "min.cleanable.dirty.ratio", "0.1",
                                "delete.retention.ms", "300000",
                                "segment.bytes", "16777216",
                                "max.message.bytes", "8388608")),
                Optional.empty(),
                Contract.TIMESTAMP,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "{}",
                "built in");
    }
}
