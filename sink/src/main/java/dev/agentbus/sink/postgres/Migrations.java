package dev.agentbus.sink.postgres;

import dev.agentbus.events.TransientFailure;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.LoggerFactory;

/// The tables that no contract describes. Several processes may run them at the same time: one does
/// it, the others wait. Safe for any thread.
public final class Migrations {
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

    private synchronized void migrate() {
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
