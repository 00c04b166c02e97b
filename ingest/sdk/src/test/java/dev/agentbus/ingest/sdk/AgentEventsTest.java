package dev.agentbus.ingest.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.EventIntake;
import dev.agentbus.events.codec.Intake;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AgentEventsTest {
    private static final Contracts CONTRACTS = Contracts.builtIn();

    @Test
    void writesWhatWasSaid() {
        Event event = AgentEvents.action("coder", ActionType.TOOL_CALL, "Read")
                .eventId(new EventId("id-1"))
                .correlationId("trace-1")
                .durationMs(12)
                .actionDetails(Map.of("file_path", "a.txt"))
                .at(Instant.parse("2026-11-21T06:00:00Z"))
                .event();

        assertThat(new String(event.payload(), UTF_8))
                .isEqualTo("{\"event_id\":\"id-1\",\"agent_name\":\"coder\",\"action_type\":\"tool_call\","
                        + "\"action_name\":\"Read\",\"correlation_id\":\"trace-1\",\"duration_ms\":12,"
                        + "\"action_details\":{\"file_path\":\"a.txt\"},\"timestamp\":\"2026-11-21T06:00:00Z\"}");
        assertThat(event.key()).isEqualTo("trace-1");
        assertThat(event.id()).isEqualTo(new EventId("id-1"));
    }

    @Test
    void givesEachEventOfADraftItsOwnId() {
        AgentAction draft = AgentEvents.action("coder", ActionType.SUCCESS, "done");

        assertThat(draft.event().id()).isNotEqualTo(draft.event().id());
    }

    @Test
    void saysWhatCanNotBeWritten() {
        AgentAction draft =
                AgentEvents.action("coder", ActionType.SUCCESS, "done").with("odd", new Object());

        assertThatThrownBy(draft::event)
                .isInstanceOf(PermanentFailure.class)
                .hasMessageStartingWith("Cannot write agent-actions as JSON: values must be text");
    }

    @Test
    void refusesNumbersThatJsonDoesNotKnow() {
        AgentAction draft = AgentEvents.action("coder", ActionType.SUCCESS, "done");

        assertThatThrownBy(() -> draft.with("ratio", Double.NaN))
                .isInstanceOf(PermanentFailure.class)
                .hasMessage("Cannot set ratio of agent-actions: it must be a finite number, got: NaN");
    }

    /// Calls every setter of every draft, so that no field can drift away from the contract.
    @TestFactory
    List<DynamicTest> keepTheContractWithEveryField() {
        List<AgentEvent<?>> drafts = List.of(
                AgentEvents.action("a", ActionType.ERROR, "n"),
                AgentEvents.routingDecision("a", 0.5, "explicit"),
                AgentEvents.transformation("a", "b", "why"),
                AgentEvents.performanceMetric("q", 3, true),
                AgentEvents.detectionFailure("do it", "nobody can"),
                AgentEvents.executionLog("e-1", "a", ExecutionStatus.CANCELLED),
                AgentEvents.taskExecution("a", true),
                AgentEvents.codeQuality("a.java"),
                AgentEvents.successPattern("p-1", "name"),
                AgentEvents.failurePattern("f-1", "type"));
        List<DynamicTest> tests = new ArrayList<>();
        for (AgentEvent<?> draft : drafts) {
            tests.add(DynamicTest.dynamicTest(draft.getClass().getSimpleName(), () -> check(draft)));
        }
        return tests;
    }

    private static void check(AgentEvent<?> draft) throws Exception {
        for (Method setter : draft.getClass().getDeclaredMethods()) {
            if (Modifier.isPublic(setter.getModifiers()) && setter.getParameterCount() == 1 && !setter.isBridge()) {
                setter.invoke(draft, sample(setter.getParameterTypes()[0]));
            }
        }
        Event event = draft.correlationId("trace").event();
        Contract contract = CONTRACTS.find(event.topic()).orElseThrow();

        Intake intake = new EventIntake(contract).take(event.payload());

        assertThat(intake).isInstanceOf(Intake.Accepted.class);
        assertThat(((Intake.Accepted) intake).event().key())
                .isEqualTo(event.key())
                .isNotNull();
        JsonNode payload = JsonMapper.shared().readTree(event.payload());
        assertThat(payload.propertyNames())
                .allMatch(name -> contract.field(name).isPresent());
    }

    private static Object sample(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.asList(type.getEnumConstants()).get(0);
        }
        return Map.<Class<?>, Object>of(
                        String.class,
                        "text",
                        long.class,
                        7L,
                        double.class,
                        0.5,
                        boolean.class,
                        true,
                        Map.class,
                        Map.of("k", "v"),
                        Instant.class,
                        Instant.EPOCH)
                .getOrDefault(type, List.of());
    }
}
