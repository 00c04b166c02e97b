package dev.agentbus.process.deadletter;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.TopicSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
        ours.addAll(namedBy(contracts.all()));
    }

    /// Where the records of a topic go that can't be carried out.
    public static TopicName of(@Nullable Contract source) {
        return source == null ? DEFAULT : source.deadLetterTopic().orElse(DEFAULT);
    }

    /// The topics whose own records are dead letters: ours, and those that one of the contracts names. A
    /// topic without a table and without dead letters of its own is not one of them by that.
    public static Set<TopicName> namedBy(Collection<Contract> contracts) {
        Set<TopicName> named = new LinkedHashSet<>();
        named.add(DEFAULT);
        contracts.forEach(contract -> contract.deadLetterTopic().ifPresent(named::add));
        return named;
    }

    public boolean holds(TopicName topic) {
        return ours.contains(topic) || foreign.contains(topic);
    }

    /// A contract for each of them, whatever its file says.
    public List<Contract> contracts() {
        return Stream.concat(ours.stream(), foreign.stream())
                .distinct()
                .map(this::contractOf)
                .toList();
    }

    /// How long the longest of those that are described keeps its letters; empty where one keeps them for
    /// ever, or none is described.
    public Optional<Duration> longestRetention() {
        List<Long> millis = ours.stream()
                .flatMap(topic -> contracts.find(topic).stream())
                .map(contract -> contract.settings().config().getOrDefault("retention.ms", "-1"))
                .map(Long::valueOf)
                .toList();
        return millis.isEmpty() || millis.stream().anyMatch(each -> each < 0)
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Collections.max(millis)));
    }

    /// Contracts for those of ours that no file describes, so that they are created.
    public List<Contract> missing() {
        return ours.stream()
                .filter(topic -> contracts.find(topic).isEmpty())
                .map(this::contractOf)
                .toList();
    }

    /// It names itself: a letter about a letter stays where it is.
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
                Optional.of(topic),
                "{}",
                "dead letters");
    }
}
