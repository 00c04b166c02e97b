package dev.agentbus.process.groups;

import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.GroupAdmin.NextRecord;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Where and how old the oldest record is that a group has not done, remembered for as long as the
/// group stands there. One thread.
final class NextRecords {
    /// Questions per look: each costs the log one batch.
    private static final int MAX_QUESTIONS = 64;
    /// Groups that stand at different places of one partition are asked for one after the other.
    private static final int MAX_ROUNDS = 3;

    private static final Comparator<Position> ORDER =
            Comparator.comparing(Position::partition).thenComparingLong(Position::offset);

    /// @param end of the partition then: "nothing behind it" holds until the log grows
    private record Known(NextRecord next, long end) {}

    private final GroupAdmin admin;
    private Map<Position, Known> known = new HashMap<>();
    private int turn;

    NextRecords(GroupAdmin admin) {
        this.admin = admin;
    }

    /// By the position that each sighting asks about.
    Map<Position, NextRecord> find(Collection<Sighting> sightings) {
        Map<LogPartition, Long> ends = new HashMap<>();
        Set<Position> questions = new TreeSet<>(ORDER);
        for (Sighting sighting : sightings) {
            ends.put(sighting.subject().partition(), sighting.bounds().end());
            sighting.question().ifPresent(questions::add);
        }
        Map<Position, Known> found = new HashMap<>();
        List<Position> unknown = new ArrayList<>();
        for (Position question : questions) {
            Known before = known.get(question);
            if (before != null
                    && (before.next().time().isPresent()
                            || before.end() == Objects.requireNonNull(ends.get(question.partition())))) {
                found.put(question, before);
            } else {
                unknown.add(question);
            }
        }
        for (Map<LogPartition, Long> round : rounds(chosen(unknown))) {
            admin.nextRecords(round)
                    .forEach((partition, next) -> found.put(
                            new Position(partition, Objects.requireNonNull(round.get(partition))),
                            new Known(next, Objects.requireNonNull(ends.get(partition)))));
        }
        known = found;
        Map<Position, NextRecord> answers = new HashMap<>();
        found.forEach((position, answer) -> answers.put(position, answer.next()));
        return answers;
    }

    /// When there are too many, others each time.
    private List<Position> chosen(List<Position> unknown) {
        if (unknown.size() <= MAX_QUESTIONS) {
            return unknown;
        }
        List<Position> chosen = new ArrayList<>();
        for (int i = 0; i < MAX_QUESTIONS; i++) {
            chosen.add(unknown.get(Math.floorMod(turn++, unknown.size())));
        }
        return chosen;
    }

    private static List<Map<LogPartition, Long>> rounds(List<Position> positions) {
        List<Map<LogPartition, Long>> rounds = new ArrayList<>();
        for (Position position : positions) {
            Optional<Map<LogPartition, Long>> room = rounds.stream()
                    .filter(round -> !round.containsKey(position.partition()))
                    .findFirst();
            if (room.isEmpty() && rounds.size() < MAX_ROUNDS) {
                rounds.add(new HashMap<>());
                room = Optional.of(rounds.getLast());
            }
            room.ifPresent(round -> round.put(position.partition(), position.offset()));
        }
        return rounds;
    }
}
