package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Where the past can be read.
///
/// @param archive empty where no archive can be reached from
public record ReplaySources(EventLog log, Optional<ReplayArchive> archive) {
    /// A stretch of the past: where it is read, and what of it.
    record Stretch(EventLog log, ReplayPlan plan) {}

    /// Stretches, one after another.
    ///
    /// @param pasts those of them that lie in an archive
    record Course(List<Stretch> stretches, List<ArchivedPast> pasts) {
        /// What was left out so far, each in a sentence.
        List<String> broken() {
            return pasts.stream().flatMap(past -> past.broken().stream()).toList();
        }
    }

    /// @throws RefusedReplay when there is nothing to read from
    Course course(ReplayRequest request, Collection<TopicName> topics) {
        return switch (request.origin()) {
            case ReplayOrigin.Log _ -> {
                try (LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
                    ReplayPlan plan = ReplayPlan.of(reader, topics, request.source());
                    yield new Course(List.of(new Stretch(log, plan)), List.of());
                }
            }
            case ReplayOrigin.Archive where -> archived(where, topics, request.source());
        };
    }

    private Course archived(ReplayOrigin.Archive where, Collection<TopicName> topics, ReplaySource source) {
        List<ArchivedPast> pasts = archive.orElseThrow(
                        () -> RefusedReplay.invalid("a process that reaches an archive is needed", where))
                .find(where, topics, source, log.clusterId());
        return new Course(
                pasts.stream()
                        .map(past -> new Stretch(new ArchivedLog(log, past), ReplayPlan.of(past.ranges(), source)))
                        .toList(),
                pasts);
    }
}
