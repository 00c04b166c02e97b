package dev.agentbus.process.groups;

import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.GroupAdmin.Bounds;
import dev.agentbus.log.GroupAdmin.GroupState;
import dev.agentbus.log.GroupAdmin.NextRecord;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks at all groups and judges each by what it saw before. One thread.
final class Watch {
    private record Key(String group, LogPartition partition) {}

    private final GroupAdmin admin;
    private final NextRecords nextRecords;
    private Map<Key, Window> windows = Map.of();

    Watch(GroupAdmin admin) {
        this.admin = admin;
        this.nextRecords = new NextRecords(admin);
    }

    /// @throws dev.agentbus.events.TransientFailure when the log can't be asked; what was seen
    ///     before stays
    List<GroupStanding> look(Instant now, OwnGroups own) {
        List<GroupState> states = own.complete(admin.describe());
        Map<String, List<Sighting>> sightings = sightings(states, own);
        Map<Key, Window> seen = new HashMap<>();
        List<GroupStanding> standings = new ArrayList<>();
        for (GroupState state : states) {
            boolean attended = !state.members().isEmpty() || own.alive(state.group());
            List<PartitionStanding> partitions = new ArrayList<>();
            for (Sighting sighting : sightings.getOrDefault(state.group(), List.of())) {
                Key key = new Key(state.group(), sighting.subject().partition());
                Window before = windows.get(key);
                Look look = sighting.look(now);
                Window window = before == null ? Window.of(look) : before.with(look);
                seen.put(key, window);
                partitions.add(sighting.judged(window, attended));
            }
            standings.add(own.standing(state, partitions));
        }
        windows = seen;
        return standings;
    }

    /// By group. Positions are read before the ends of the partitions, so that they lie within.
    private Map<String, List<Sighting>> sightings(List<GroupState> states, OwnGroups own) {
        List<Subject> subjects = new ArrayList<>();
        states.forEach(state -> subjects.addAll(Subject.of(state, own.partitions(state.group()))));
        Set<LogPartition> partitions = new HashSet<>();
        subjects.forEach(subject -> partitions.add(subject.partition()));
        Map<LogPartition, Bounds> bounds = admin.bounds(partitions);
        List<Sighting> sightings = new ArrayList<>();
        for (Subject subject : subjects) {
            Bounds held = bounds.get(subject.partition());
            // None of a topic that is gone.
            if (held != null) {
                sightings.add(Sighting.of(subject, held));
            }
        }
        Map<Position, NextRecord> next = nextRecords.find(sightings);
        Map<String, List<Sighting>> byGroup = new HashMap<>();
        for (Sighting sighting : sightings) {
            Optional<NextRecord> known = sighting.question().map(next::get);
            byGroup.computeIfAbsent(sighting.subject().group(), _ -> new ArrayList<>())
                    .add(sighting.withNext(known));
        }
        return byGroup;
    }
}
