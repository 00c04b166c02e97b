package dev.agentbus.events.contract;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Names of tables and columns, as PostgreSQL takes them without surprise.
final class Identifiers {
    /// Columns that every table has of itself.
    static final Set<String> BOOKKEEPING =
            Set.of("id", "created_at", "stored_at", "kafka_partition", "kafka_offset", "extra");

    private static final Pattern LEGAL = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern FOREIGN = Pattern.compile("[^a-z0-9_]+");

    private Identifiers() {}

    static boolean isLegal(String name) {
        return LEGAL.matcher(name).matches();
    }

    /// `opal.agent.completed` and `agent-actions` and `orderId` in snake_case.
    static String snakeCase(String name) {
        String words = WORD_START.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
        return FOREIGN.matcher(words).replaceAll("_");
    }
}
