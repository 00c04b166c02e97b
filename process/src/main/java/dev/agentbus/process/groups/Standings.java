package dev.agentbus.process.groups;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All groups at one moment.
///
/// @param asOf when the log was asked last; empty when it never answered
/// @param problem why it can't be asked now; then the groups are as of then, and each says
///     [GroupMonitor#LOG_DOWN]
public record Standings(Optional<Instant> asOf, Optional<String> problem, List<GroupStanding> groups) {
    public Standings {
        groups = List.copyOf(groups);
    }

    public Optional<GroupStanding> find(String group) {
        return groups.stream().filter(each -> each.group().equals(group)).findFirst();
    }
}
