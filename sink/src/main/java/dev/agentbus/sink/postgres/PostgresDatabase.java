package dev.agentbus.sink.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.agentbus.events.TransientFailure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// One PostgreSQL database and a pool of connections to it. Opens nothing before the first use.
/// Safe for any thread.
public final class PostgresDatabase implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /// The client gives up later than the server, so that normally the server's own, clearer answer
    /// arrives.
    private static final Duration SOCKET_GRACE = Duration.ofSeconds(5);
    /// Frees the locks of a process that was stopped in mid-transaction; a live one pauses for
    /// milliseconds. Nobody waits longer for such a lock.
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(5);
    private static final String APPLICATION = "agentbus";
    /// A live process sends what a COPY needs at once.
    private static final String END_SILENT_COPIES = """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and usename = current_user and application_name = '%s'
                and state = 'active' and wait_event = 'ClientRead'
                and query_start < clock_timestamp() - interval '%d milliseconds'""".formatted(APPLICATION, IDLE_LIMIT.toMillis());

    private final PostgresSettings settings;
    private @Nullable HikariDataSource pool;
    /// The pool had no connection to give. It tries again ever more seldom, and we want to know at
    /// once.
    private volatile boolean away;
    private boolean closed;

    public PostgresDatabase(PostgresSettings settings) {
        this.settings = settings;
    }

    /// A connection of the pool, without auto-commit; closing gives it back and rolls back what was
    /// not committed.
    ///
    /// @throws TransientFailure when there is none within five seconds
    public Connection connection() {
        HikariDataSource open = pool();
        try {
            if (away && isBarren(open.getHikariPoolMXBean())) {
                return withoutPool();
            }
            Connection connection = open.getConnection();
            away = false;
            return connection;
        } catch (SQLException e) {
            away = true;
            throw unreachable(e);
        }
    }

    /// None to give, though there might be more; not when all are in use.
    private boolean isBarren(HikariPoolMXBean state) {
        return state.getIdleConnections() == 0 && state.getTotalConnections() < settings.poolSize();
    }

    private Connection withoutPool() throws SQLException {
        Connection connection = DriverManager.getConnection(settings.url(), properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute(limits());
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// @throws TransientFailure when the database can't be reached now
    public void check() {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    /// Ends the sessions of processes that were stopped in mid-COPY. The server's own limits do not reach them: while
    /// it awaits rows it looks at none, and holds the transaction's locks for as long as the process stands still.
    ///
    /// @return how many there were
    int endSilentCopies() throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet ended = statement.executeQuery(END_SILENT_COPIES)) {
            int count = 0;
            while (ended.next()) {
                count++;
            }
            return count;
        }
    }

    /// A connection of its own, with auto-commit and without time limits, for work on the schema.
    Connection connectionForSchema() {
        Properties properties = properties();
        properties.remove("socketTimeout");
        try {
            return DriverManager.getConnection(settings.url(), properties);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    PostgresSettings settings() {
        return settings;
    }

    private TransientFailure unreachable(SQLException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new TransientFailure("Cannot reach PostgreSQL: %s, got: %s".formatted(cause.getMessage(), settings), e);
    }

    private synchronized HikariDataSource pool() {
        if (closed) {
            throw new TransientFailure("Cannot reach PostgreSQL: the pool is closed, got: " + settings);
        }
        HikariDataSource open = pool;
        if (open == null) {
            open = new HikariDataSource(config());
            pool = open;
        }
        return open;
    }

    private HikariConfig config() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgres");
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(properties());
        config.setAutoCommit(false);
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_LIMIT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(limits());
        // Else the limits are part of the first transaction, and gone when that is rolled back.
        config.setIsolateInternalQueries(true);
        return config;
    }

    private String limits() {
        return "set statement_timeout = %1$d; set lock_timeout = %2$d; set idle_in_transaction_session_timeout = %2$d"
                .formatted(settings.statementLimit().toMillis(), IDLE_LIMIT.toMillis());
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        properties.setProperty("ApplicationName", APPLICATION);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
        properties.setProperty(
                "socketTimeout",
                Long.toString(settings.statementLimit().plus(SOCKET_GRACE).toSeconds()));
        return properties;
    }

    @Override
    public synchronized void close() {
        closed = true;
        HikariDataSource open = pool;
        pool = null;
        if (open != null) {
            open.close();
        }
    }
}
