package dev.agentbus.log;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Creates topics from contracts and says where they differ from them. Safe for any thread; calls
/// block.
public interface TopicAdmin {
    /// What a topic is in the log.
    ///
    /// @param config the topic's effective configuration
    record TopicState(TopicName topic, int partitions, int replicas, Map<String, String> config) {}

    /// One way in which a topic differs from its contract, e.g. setting `retention.ms`, wanted
    /// `604800000`, found `-1`.
    record Drift(TopicName topic, String setting, String wanted, String found) {}

    /// How the partitions of all topics are, internal ones included.
    ///
    /// @param underReplicated with fewer replicas in sync than they should have
    /// @param offline without a leader: nothing can be read or written
    record Replication(int partitions, int underReplicated, int offline) {}

    /// Creates the topics that are missing; leaves those alone that exist.
    ///
    /// @return the topics it created
    List<TopicName> createMissing(Collection<Contract> contracts);

    /// The topics of the log, internal ones left out.
    Map<TopicName, TopicState> describe();

    /// How many records all partitions of each topic hold; of compacted topics rather less. Topics
    /// that do not exist hold none.
    Map<TopicName, Long> records(Collection<TopicName> topics);

    Replication replication();

    /// Where existing topics differ from their contracts.
    List<Drift> drift(Collection<Contract> contracts);

    /// Mends the drift that can be mended (configuration, more partitions).
    ///
    /// @return what it could not mend, e.g. fewer partitions
    List<Drift> apply(Collection<Contract> contracts);
}
