package dev.agentbus.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.TemporaryEngines;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();

    @AfterAll
    static void killEngines() {
        ENGINES.close();
    }

    /// Of two that began together one found the other's table, still empty, and failed.
    @Test
    void waitsForAnotherThatIsAtIt() throws SQLException {
        TestDatabase sql = TestDatabase.on(ENGINES.postgres());
        try (PostgresDatabase database = new PostgresDatabase(sql.settings());
                Connection other = sql.connect();
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(" + Migrations.LOCK + ")");

            CompletableFuture<Void> running = CompletableFuture.runAsync(() -> new Migrations(database).run());
            await().atMost(Duration.ofSeconds(60)).until(() -> running.isDone() || waits(sql));
            assertThat(running).isNotDone();
            assertThat(sql.text("select to_regclass('agentbus_schema_history')"))
                    .isNull();
            statement.execute("select pg_advisory_unlock(" + Migrations.LOCK + ")");

            running.join();
            assertThat(sql.text("select count(*) from agentbus_schema_history where success"))
                    .isNotEqualTo("0");
        }
    }

    private static boolean waits(TestDatabase sql) throws SQLException {
        return "1".equals(sql.text("select count(*) from pg_locks where locktype = 'advisory' and not granted"));
    }
}
