package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.HashMap;
import java.util.Map;

/// Failures that agents of one project run into again and again, until one of them finds the cure.
final class Troubles {
    private final Map<String, Trouble> current = new HashMap<>();
    private int told;

    /// One more agent ran into it.
    ///
    /// @param occurrences so far, this one included
    /// @param cured whether this agent found the cure
    record Sighting(Mishap mishap, String failureId, int occurrences, long sinceMillis, boolean cured) {}

    private static final class Trouble {
        private final Mishap mishap;
        private final String failureId;
        private final int curedAt;
        private final long firstMillis;
        private int seen;

        Trouble(Mishap mishap, String failureId, int curedAt, long firstMillis) {
            this.mishap = mishap;
            this.failureId = failureId;
            this.curedAt = curedAt;
            this.firstMillis = firstMillis;
        }
    }

    Sighting strike(Project project, long atMillis, Dice dice) {
        Trouble trouble = current.computeIfAbsent(project.name(), _ -> {
            Mishap mishap = dice.pick(Mishap.OF_BASH);
            told++;
            String id = EventId.named("demo-trouble:%s/%s/%d".formatted(project.name(), mishap.type(), told))
                    .value();
            return new Trouble(mishap, id, dice.between(3, 7), atMillis);
        });
        trouble.seen++;
        boolean cured = trouble.seen >= trouble.curedAt;
        if (cured) {
            current.remove(project.name());
        }
        return new Sighting(
                trouble.mishap, trouble.failureId, trouble.seen, Math.max(0, atMillis - trouble.firstMillis), cured);
    }
}
