package dev.agentbus.process.deadletter;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.TopicSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The topics that hold dead letters: those that contracts name, and those that other systems fill.
public final class DeadLetterTopics {
    public static final TopicName DEFAULT = new TopicName("agent-dead-letters");

    private final Contracts contracts;
    private final Set<TopicName> ours = new LinkedHashSet<>();
    private final Set<TopicName> foreign;

    /// @param foreign topics that others fill, e.g. a Connect cluster on the same brokers
    public DeadLetterTopics(Contracts contracts, Collection<TopicName> foreign) {
        this.contracts = contracts;
        this.foreign = new LinkedHashSet<>(foreign);
        ours.add(DEFAULT);
        contracts.all().forEach(contract -> contract.deadLetterTopic().ifPresent(ours::add));
        contracts.all().stream()
                .filter(contract -> isOne(contract.topic(), contract))
                .forEach(contract -> ours.add(contract.topic()));
    }

    /// Where the records of a topic go that can't be carried out.
    public static TopicName of(@Nullable Contract source) {
        return source == null ? DEFAULT : source.deadLetterTopic().orElse(DEFAULT);
    }

    /// Whether a topic's own records are dead letters: it has neither a dead-letter topic nor a table.
    public static boolean isOne(TopicName topic, @Nullable Contract contract) {
        return topic.equals(DEFAULT)
                || (contract != null
                        && contract.deadLetterTopic().isEmpty()
                        && contract.table().isEmpty());
    }

    public boolean holds(TopicName topic) {
        return ours.contains(topic) || foreign.contains(topic);
    }

    /// A contract for each of them.
    public List<Contract> contracts() {
        List<Contract> all = new ArrayList<>(missing());
        Set<TopicName> made = all.stream().map(Contract::topic).collect(Collectors.toSet());
        ours.stream()
                .filter(topic -> !made.contains(topic))
                .forEach(topic -> contracts.find(topic).map(this::asLetters).ifPresent(all::add));
        foreign.stream()
                .filter(topic -> !ours.contains(topic))
                .map(this::contractOf)
                .forEach(all::add);
        return all;
    }

    /// Contracts for those of ours that no file describes, so that they are created.
    public List<Contract> missing() {
        return ours.stream()
                .filter(topic -> contracts.find(topic).isEmpty())
                .map(this::contractOf)
                .toList();
    }

    /// Without a dead-letter topic of its own, whatever its file says.
    private Contract asLetters(Contract described) {
        return described.deadLetterTopic().isEmpty() && described.table().isEmpty()
                ? described
                : contractOf(described.topic());
    }

    private Contract contractOf(TopicName topic) {
        TopicSettings settings =
                contracts.find(DEFAULT).map(Contract::settings).orElseGet(() -> new TopicSettings(1, 1, Map.of()));
        return new Contract(
                topic,
                "dead-letters",
                "Records that could not be carried out",
                settings,
                Optional.empty(),
                Contract.TIMESTAMP,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "{}",
                "dead letters");
    }
}
