package dev.agentbus.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.contract.Contracts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A contract whose type was wrong, and then was put right.
class CorrectedContractTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();

    @TempDir
    private Path folder;

    private TestDatabase sql;
    private PostgresDatabase database;

    @AfterAll
    static void killEngine() {
        ENGINES.close();
    }

    @BeforeEach
    void open() throws SQLException {
        sql = TestDatabase.on(ENGINES.postgres());
        database = new PostgresDatabase(sql.settings());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Contracts orders(String type) throws Exception {
        Path file = Files.writeString(folder.resolve("shop.yaml"), """
                asyncapi: 3.0.0
                channels:
                  orders:
                    messages:
                      order:
                        payload:
                          type: object
                          properties:
                            correlation_id: {type: string}
                            total: {type: %s}
                """.formatted(type));
        return Contracts.of(Contracts.read(file));
    }

    private void store(Contracts contracts, String value) {
        PostgresSink sink = new PostgresSink(database, contracts);
        sink.store(new TestBatches(contracts, "orders").claim(sink).next(value));
    }

    private String typeOfTotal() throws SQLException {
        return String.valueOf(sql.text("select data_type from information_schema.columns"
                + " where table_name = 'orders' and column_name = 'total'"));
    }

    @Test
    void givesAColumnThatHoldsNothingTheTypeOfTheCorrectedContract() throws Exception {
        store(orders("integer"), "{\"correlation_id\":\"without a total\"}");

        store(orders("number"), "{\"total\":12.5}");

        assertThat(typeOfTotal()).isEqualTo("double precision");
        assertThat(sql.text("select total from orders where total is not null")).isEqualTo("12.5");
    }

    @Test
    void keepsTheTypeOfAColumnThatHoldsSomething() throws Exception {
        store(orders("integer"), "{\"total\":12}");

        store(orders("string"), "{\"total\":\"13\"}");

        assertThat(typeOfTotal()).isEqualTo("bigint");
        assertThat(sql.column("select total from orders order by 1")).containsExactly("12", "13");
    }

    @Test
    void keepsTheTypesOfATableThatSomebodyElseMade() throws Exception {
        sql.execute("create table orders (id uuid primary key, correlation_id text, total bigint)");

        store(orders("number"), "{\"total\":12}");

        assertThat(typeOfTotal()).isEqualTo("bigint");
    }
}
