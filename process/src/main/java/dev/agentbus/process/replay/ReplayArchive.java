package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import java.util.Collection;
import java.util.List;

/// Archives as replays see them: records that stood in a log once, by where they stood. Any thread;
/// calls block, and throw [dev.agentbus.events.TransientFailure] when the archive can't be reached.
public interface ReplayArchive {
    /// Finds the files in which chosen events may be; reads none of them.
    ///
    /// @param cluster the one whose offsets are meant, when the request names offsets
    /// @return by cluster; empty where nothing is found
    /// @throws dev.agentbus.events.PermanentFailure when there is no archive
    List<ArchivedPast> find(
            ReplayOrigin.Archive where, Collection<TopicName> topics, ReplaySource source, String cluster);
}
