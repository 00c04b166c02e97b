package dev.agentbus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TraceCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    /// Read from the database, an event of the user's own topic began with other fields than from memory.
    @Test
    void saysTheSameOfAnEventWhateverTheOrderOfItsFields() {
        String sent =
                "{\"correlation_id\":\"r-1\",\"reviewer\":\"critic\",\"verdict\":\"approve\",\"score\":0.9,\"tags\":[\"a\"]}";
        String stored =
                "{\"tags\":[\"a\"],\"score\":0.9,\"verdict\":\"approve\",\"event_id\":\"e-1\",\"reviewer\":\"critic\"}";

        assertThat(TraceCommand.fields(JSON.readTree(sent)))
                .isEqualTo(TraceCommand.fields(JSON.readTree(stored)))
                .isEqualTo("reviewer=critic score=0.9 tags=[\"a\"] verdict=approve");
    }
}
