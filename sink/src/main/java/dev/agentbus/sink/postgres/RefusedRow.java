package dev.agentbus.sink.postgres;

import dev.agentbus.events.codec.SourcePosition;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// A failure of a COPY for which the server named the row.
final class RefusedRow extends SQLException {
    private static final long serialVersionUID = 1L;
    /// First line of an error's context, in any of the server's languages: `COPY table, line 51, …`.
    private static final Pattern LINE = Pattern.compile("COPY [^,]+, \\S+ (\\d+)(?:[,:].*)?", Pattern.DOTALL);

    private final transient SourcePosition position;

    private RefusedRow(SQLException cause, SourcePosition position) {
        super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
        this.position = position;
    }

    /// The failure itself when the server did not say which of the rows it was for.
    static SQLException of(SQLException failure, List<BatchRows.Row> rows) {
        return lineOf(failure)
                .filter(line -> line >= 1 && line <= rows.size())
                .<SQLException>map(line ->
                        new RefusedRow(failure, rows.get(line - 1).event().position()))
                .orElse(failure);
    }

    private static Optional<Integer> lineOf(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        String where = server == null ? null : server.getWhere();
        if (where == null) {
            return Optional.empty();
        }
        Matcher matcher = LINE.matcher(where.lines().findFirst().orElse(""));
        return matcher.matches() && matcher.group(1).length() < 10
                ? Optional.of(Integer.valueOf(matcher.group(1)))
                : Optional.empty();
    }

    SourcePosition position() {
        return position;
    }
}
