package dev.agentbus.view;

import dev.agentbus.process.history.EventHistory;
import java.util.Optional;

/// The way to questions that memory cannot answer; there may be none.
record History(Optional<EventHistory> stored) {
    EventHistory require(String question) {
        return stored.orElseThrow(() -> new Query.Refused(
                503,
                "no_history",
                "Cannot answer for %s: memory holds the last 24 hours and no database is configured"
                        .formatted(question)));
    }
}
