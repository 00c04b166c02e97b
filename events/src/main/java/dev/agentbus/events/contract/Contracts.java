package dev.agentbus.events.contract;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// All contracts that are in force, by topic. Immutable; safe for any thread.
public final class Contracts {
    private final Map<TopicName, Contract> byTopic;

    private Contracts(Map<TopicName, Contract> byTopic) {
        this.byTopic = byTopic;
    }

    /// @throws Misconfigured when two contracts claim one topic
    public static Contracts of(Collection<Contract> contracts) {
        Map<TopicName, Contract> byTopic = new LinkedHashMap<>();
        for (Contract contract : contracts) {
            Contract other = byTopic.putIfAbsent(contract.topic(), contract);
            if (other != null) {
                throw new Misconfigured("Cannot use contracts: topic %s is defined twice, got: %s and %s"
                        .formatted(contract.topic(), other.origin(), contract.origin()));
            }
        }
        return new Contracts(byTopic);
    }

    public Optional<Contract> find(TopicName topic) {
        return Optional.ofNullable(byTopic.get(topic));
    }

    /// In the order of the documents.
    public Collection<Contract> all() {
        return Collections.unmodifiableCollection(byTopic.values());
    }
}
