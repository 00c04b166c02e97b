package dev.agentbus.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFailuresTest {
    /// Connection, shutdown, resources, conflicts, rights, missing objects, time limits, read-only;
    /// and what nobody knows.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "08001", "57P01", "57P03", "53100", "53300", "40001", "40P01", "55P03", "57014", "25006",
                "42501", "42P01", "42703", "28P01", "3D000", "22P03", "22P04", "XX000", "58030", "99999"
            })
    void waitsForWhatMayPass(String state) {
        assertThat(SqlFailures.classify(new SQLException("no", state))).isInstanceOf(TransientFailure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22003", "22P02", "22P05", "22021", "22008", "23502", "23505", "23514", "54000", "54001"})
    void givesUpOnWhatTheDataCannotPass(String state) {
        assertThat(SqlFailures.classify(new SQLException("no", state))).isInstanceOf(PermanentFailure.class);
    }

    @Test
    void waitsWhenThereIsNoState() {
        assertThat(SqlFailures.classify(new SQLException("no"))).isInstanceOf(TransientFailure.class);
    }
}
