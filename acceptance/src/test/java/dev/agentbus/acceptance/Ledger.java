package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what was acknowledged with what was carried out, by id.
final class Ledger {
    private static final Duration CATCH_UP = Duration.ofSeconds(90);

    /// @param missing acknowledged but not in the table
    /// @param doubled in the table more often than once
    /// @param disordered traces whose numbers do not rise with the log's order
    record Balance(Set<String> missing, List<String> doubled, Set<String> disordered) {
        static final Balance CLEAN = new Balance(Set.of(), List.of(), Set.of());
    }

    private Ledger() {}

    /// Waits until every acknowledged event is in the table, then demands that none is there twice
    /// or out of order, and that the live view counted each once.
    static void demandExactlyOnce(RunningBus bus, Load load, List<String> acknowledged) {
        await().atMost(CATCH_UP)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(
                        () -> assertThat(balance(bus, load, acknowledged)).isEqualTo(Balance.CLEAN));
        await().atMost(CATCH_UP)
                .untilAsserted(() -> assertThat(seenByTheView(bus, load)).isEqualTo(acknowledged.size()));
    }

    private static Balance balance(RunningBus bus, Load load, List<String> acknowledged) throws SQLException {
        Set<String> stored = new HashSet<>();
        List<String> doubled = new ArrayList<>();
        Set<String> disordered = new HashSet<>();
        Map<String, Long> newest = new HashMap<>();
        try (var connection = bus.postgres();
                var statement = connection.prepareStatement("""
                        SELECT id::text, correlation_id, (action_details->>'number')::bigint
                        FROM agent_actions WHERE correlation_id LIKE ? ORDER BY kafka_partition, kafka_offset""")) {
            statement.setString(1, load.traces() + "%");
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!stored.add(rows.getString(1))) {
                        doubled.add(rows.getString(1));
                    }
                    Long before = newest.put(rows.getString(2), rows.getLong(3));
                    if (before != null && before >= rows.getLong(3)) {
                        disordered.add(rows.getString(2));
                    }
                }
            }
        }
        Set<String> missing = new HashSet<>(acknowledged);
        missing.removeAll(stored);
        return new Balance(missing, doubled, disordered);
    }

    private static long seenByTheView(RunningBus bus, Load load) {
        long seen = 0;
        for (int trace = 0; trace < 20; trace++) {
            seen += bus.getJson("/api/intelligence/trace/" + load.traces() + "-" + trace)
                    .get("summary")
                    .get("totalEvents")
                    .asLong();
        }
        return seen;
    }
}
