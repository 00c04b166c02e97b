package dev.agentbus.sink.postgres;

import dev.agentbus.events.TransientFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.LoggerFactory;

/// The tables that no contract describes. Several processes may run them at the same time: one does
/// it, the others wait. Safe for any thread.
public final class Migrations {
    /// `migrate` in ASCII; held until its session ends. Not the lock of [PostgresSchema], which waits for
    /// the migrations while it holds its own.
    static final long LOCK = 0x6d696772617465L;

    private final PostgresDatabase database;
    private volatile boolean done;

    public Migrations(PostgresDatabase database) {
        this.database = database;
    }

    /// Brings them up to date, unless that has been done.
    ///
    /// @throws TransientFailure when the database can't do it now
    public void run() {
        if (!done) {
            migrate();
            done = true;
        }
    }

    /// Flyway has a lock of its own, but not yet while it makes its table: two that begin together fail.
    private synchronized void migrate() {
        try (Connection session = database.connectionForSchema();
                Statement statement = session.createStatement()) {
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
            migrateAlone();
        } catch (SQLException e) {
            throw new TransientFailure("Cannot prepare PostgreSQL: no lock for its tables, got: " + e.getMessage(), e);
        }
    }

    private void migrateAlone() {
        PostgresSettings settings = database.settings();
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(settings.url(), settings.user(), settings.password())
                    .locations("classpath:dev/agentbus/sink/postgres/migrations")
                    .table("agentbus_schema_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            LoggerFactory.getLogger(Migrations.class).atWarn().setCause(e).log("Could not migrate");
            throw new TransientFailure("Cannot prepare PostgreSQL: migration failed, got: " + e.getMessage(), e);
        }
    }
}
