package dev.agentbus.sink.postgres;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// How PostgreSQL is reached.
///
/// @param url `jdbc:postgresql://host:port/database`
/// @param password not shown by [#toString()]
/// @param poolSize connections at most
/// @param statementLimit after this a statement is given up, so that a frozen server can't hold a
///     thread for ever
public record PostgresSettings(String url, String user, String password, int poolSize, Duration statementLimit) {
    public static final int DEFAULT_POOL_SIZE = 4;
    public static final Duration DEFAULT_STATEMENT_LIMIT = Duration.ofSeconds(20);

    public PostgresSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new Misconfigured("postgres.url must start with jdbc:postgresql:, got: "
                    + url.replaceFirst("[?].*", "").replaceFirst("//[^/@]*@", "//"));
        }
        if (user.isBlank()) {
            throw new Misconfigured("postgres.user must not be blank, got: '" + user + "'");
        }
        if (poolSize < 1) {
            throw new Misconfigured("postgres.pool-size must be at least 1, got: " + poolSize);
        }
        if (statementLimit.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new Misconfigured("postgres.statement-limit must be at least PT1S, got: " + statementLimit);
        }
    }

    public static PostgresSettings of(String url, String user, String password) {
        return new PostgresSettings(url, user, password, DEFAULT_POOL_SIZE, DEFAULT_STATEMENT_LIMIT);
    }

    public PostgresSettings withPoolSize(int connections) {
        return new PostgresSettings(url, user, password, connections, statementLimit);
    }

    public PostgresSettings withStatementLimit(Duration limit) {
        return new PostgresSettings(url, user, password, poolSize, limit);
    }

    @Override
    public String toString() {
        return "PostgresSettings[url=%s, user=%s, poolSize=%d]"
                .formatted(url.replaceFirst("[?].*", ""), user, poolSize);
    }
}
