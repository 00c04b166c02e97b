package dev.agentbus.events.codec;

import static dev.agentbus.events.codec.Decoding.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventIntakeTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private static final String MINIMAL = "'agent_name':'a','action_type':'decision','action_name':'n'";

    private static EventIntake door(String topic) {
        return new EventIntake(contract(topic), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static List<Violation> violations(String topic, String json) {
        return door(topic).take(bytes(json)) instanceof Intake.Refused refused ? refused.violations() : List.of();
    }

    @Test
    void makesTheEventOfAPayloadAndLeavesItsBytes() {
        byte[] payload =
                bytes("{'event_id':'e-1','correlation_id':'c-1','timestamp':'2026-01-01T00:00:00Z'," + MINIMAL + "}");

        Intake intake = door("agent-actions").take(payload);

        assertThat(intake).asInstanceOf(type(Intake.Accepted.class)).satisfies(accepted -> {
            assertThat(accepted.event().id()).isEqualTo(new EventId("e-1"));
            assertThat(accepted.event().key()).isEqualTo("c-1");
            assertThat(accepted.event().time()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
            assertThat(accepted.event().payload()).isSameAs(payload);
            assertThat(accepted.correlationId()).contains(new CorrelationId("c-1"));
        });
    }

    @Test
    void mintsAnIdAndTakesTheClockWhereThePayloadSaysNothing() {
        Intake intake = door("agent-actions").take(bytes("{" + MINIMAL + "}"));

        assertThat(intake).asInstanceOf(type(Intake.Accepted.class)).satisfies(accepted -> {
            assertThat(accepted.event().id().asUuid().version()).isEqualTo(7);
            assertThat(accepted.event().key()).isNull();
            assertThat(accepted.event().time()).isEqualTo(NOW);
            assertThat(accepted.correlationId()).isEmpty();
        });
    }

    @Test
    void takesFromTheDoorWhatThePayloadDoesNotSay() {
        EventIntake.Beside beside =
                new EventIntake.Beside(Optional.of(new EventId("door")), Optional.of(Instant.EPOCH), List.of());

        Intake intake = door("agent-actions").take(bytes("{" + MINIMAL + "}"), beside);

        assertThat(intake).asInstanceOf(type(Intake.Accepted.class)).satisfies(accepted -> {
            assertThat(accepted.event().id()).isEqualTo(new EventId("door"));
            assertThat(accepted.event().time()).isEqualTo(Instant.EPOCH);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agent-actions| {'agent_name':'a','action_type':'decision'}| action_name| required| none",
                "agent-actions| {'agent_name':'a','action_type':'dance','action_name':'n'}| action_type| enum| dance",
                "agent-actions| {'agent_name':7,'action_type':'decision','action_name':'n'}| agent_name| type| 7",
                "agent-actions| {'agent_name':'','action_type':'decision','action_name':'n'}| agent_name| minLength| ''",
                "agent-routing-decisions| {'selected_agent':'a','routing_strategy':'s','confidence_score':1.5}| confidence_score| maximum| 1.5",
                "agent-routing-decisions| {'selected_agent':'a','routing_strategy':'s','confidence_score':-1}| confidence_score| minimum| -1",
                "agent-routing-decisions| {'selected_agent':'a','routing_strategy':'s','confidence_score':'0.5'}| confidence_score| type| 0.5",
                "agent-routing-decisions| {'selected_agent':'a','routing_strategy':'s','confidence_score':1,'timestamp':'soon'}| timestamp| format| soon",
                "router-performance-metrics| {'cache_hit':true}| $| anyOf| none of them",
                "task-executions| {'agent_name':'a','success':true,'tools_used':['x',1]}| tools_used/1| type| 1",
                "opal.decision.generated| {'event_id':'e','correlation_id':'c','decision_id':'d','workflow_id':'w','recommendations_count':1,'recommendations':[{'impact_score':1}],'processing_metadata':{'processing_time_ms':1,'agents_consulted':1,'data_sources_analyzed':1},'timestamp':1}| recommendations/0| required| {\"impact_score\":1}",
                "agent-actions| []| $| object| START_ARRAY",
                "agent-actions| {'agent_name':'a'| $| syntax| Unexpected",
                "agent-actions| ''| $| empty| none",
            })
    void namesFieldRuleAndValue(String topic, String json, String field, String rule, String value) {
        Violation violation = violations(topic, json).get(0);

        assertThat(violation.field()).isEqualTo(field);
        assertThat(violation.rule()).isEqualTo(rule);
        assertThat(violation.value()).startsWith(value);
        assertThat(violation.message()).startsWith("Cannot accept event: ").contains(", got: ");
    }

    @Test
    void namesEveryViolation() {
        assertThat(violations("agent-actions", "{'action_type':'dance','duration_ms':-1}"))
                .extracting(violation -> violation.field() + " " + violation.rule())
                .containsExactly(
                        "action_type enum", "duration_ms minimum", "agent_name required", "action_name required");
    }

    @Test
    void refusesWhatIsTooLarge() {
        byte[] payload = bytes("{'x':'" + "y".repeat(EventIntake.MAX_PAYLOAD_BYTES) + "'," + MINIMAL + "}");

        assertThat(door("agent-actions").take(payload))
                .asInstanceOf(type(Intake.Refused.class))
                .satisfies(refused ->
                        assertThat(refused.violations().get(0).rule()).isEqualTo("size"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agent-actions| {'agentName':'a','actionType':'decision','actionName':'n','durationMs':null}",
                "router-performance-metrics| {'query_text':'q','routing_duration_ms':3,'cache_hit':false}",
                "router-performance-metrics| {'agent_name':'a','metric_name':'m','metric_value':0.5,'metric_type':'gauge'}",
                "agent-transformation-events| {'source_agent':'a','target_agent':'b'}",
                "agent-transformation-events| {'agent_name':'a','transformation_type':'t','input_data':'x'}",
            })
    void takesThePublishedVariants(String topic, String json) {
        assertThat(violations(topic, json)).isEmpty();
    }
}
