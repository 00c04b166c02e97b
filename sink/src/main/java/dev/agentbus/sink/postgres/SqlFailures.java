package dev.agentbus.sink.postgres;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.RefusedEvent;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What an SQLSTATE means for the batch. Only what is certainly the data's fault is permanent;
/// everything else waits, so that a missing right or a full disk never turns events into dead
/// letters.
final class SqlFailures {
    static final String UNIQUE_VIOLATION = "23505";
    /// The table is not what the encoder thinks: binary form or format refused.
    private static final Set<String> FORMAT_REFUSED = Set.of("22P03", "22P04");
    private static final Set<String> TIMEOUTS = Set.of("57014", "55P03");

    private SqlFailures() {}

    /// Whether the tables are not, or no longer, what we have built.
    static boolean isSchema(SQLException e) {
        String state = stateOf(e);
        return state.startsWith("42") || FORMAT_REFUSED.contains(state);
    }

    /// Whether the way to the server is gone, or the server does not answer.
    static boolean isConnection(SQLException e) {
        return stateOf(e).startsWith("08");
    }

    /// Whether the server gave up a statement that took too long or waited too long for a lock.
    static boolean isTimeout(SQLException e) {
        return TIMEOUTS.contains(stateOf(e));
    }

    static boolean isUniqueViolation(SQLException e) {
        return stateOf(e).equals(UNIQUE_VIOLATION);
    }

    static BusFailure classify(SQLException e) {
        String state = stateOf(e);
        if (isSchema(e)) {
            return new TransientFailure(message("Cannot store batch: the table is not as its contract says", e), e);
        }
        return switch (state.isEmpty() ? "" : state.substring(0, 2)) {
            // Data exceptions, constraint violations, limits such as the largest index row.
            case "22", "23", "54" -> refused(message("Cannot store event: PostgreSQL refuses it", e), e);
            default -> new TransientFailure(message("Cannot store batch: PostgreSQL can't do it now", e), e);
        };
    }

    private static PermanentFailure refused(String message, SQLException e) {
        return e instanceof RefusedRow row
                ? new RefusedEvent(message, e, row.position())
                : new PermanentFailure(message, e);
    }

    private static String stateOf(SQLException e) {
        return Objects.requireNonNullElse(e.getSQLState(), "");
    }

    /// Without the server's detail and context, which quote the data.
    private static String message(String what, SQLException e) {
        StringBuilder text = new StringBuilder(what).append(", got: ").append(stateOf(e));
        ServerErrorMessage server = (e instanceof RefusedRow ? e.getCause() : e) instanceof PSQLException psql
                ? psql.getServerErrorMessage()
                : null;
        if (server == null) {
            return text.append(' ').append(e.getMessage()).toString();
        }
        text.append(' ').append(server.getMessage());
        append(text, "table", server.getTable());
        append(text, "column", server.getColumn());
        append(text, "constraint", server.getConstraint());
        return text.toString();
    }

    private static void append(StringBuilder text, String what, @org.jspecify.annotations.Nullable String name) {
        if (name != null) {
            text.append(", ").append(what).append(' ').append(name);
        }
    }
}
