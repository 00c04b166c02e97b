package dev.agentbus.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.contract.Contract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each agent event as the plan writes it, as the dashboard's documents show it, as the skills
/// really send it and as the unified adapter does: one set of fields comes out, and every variant
/// passes the doors.
class PublishedVariantsTest {
    private static final String CID = "'correlation_id':'8a2b8c1e-7a51-4bd7-9d5b-0b63d2c0f3aa'";

    record Variant(String topic, String source, String json, List<String> expected) {
        @Override
        public String toString() {
            return topic + " by " + source;
        }
    }

    static Stream<Variant> variants() {
        List<String> action = List.of("agent_name=a", "action_type=tool_call", "action_name=Read", "duration_ms=45");
        List<String> routing = List.of(
                "selected_agent=a",
                "confidence_score=0.92",
                "routing_strategy=enhanced_fuzzy_matching",
                "routing_time_ms=45");
        List<String> handOver =
                List.of("source_agent=a", "target_agent=b", "confidence_score=0.9", "transformation_duration_ms=45");
        List<String> metric =
                List.of("query_text=q", "routing_duration_ms=45", "cache_hit=false", "candidates_evaluated=5");
        return Stream.of(
                new Variant(
                        "agent-actions",
                        "plan",
                        "{'event_id':'0b1c','agent_name':'a','action_type':'tool_call','action_name':'Read','action_details':{'f':1},"
                                + "'debug_mode':true,'duration_ms':45,'timestamp':'2025-10-30T14:30:00Z','metadata':{'skill_version':'1'},"
                                + CID + "}",
                        action),
                new Variant(
                        "agent-actions",
                        "documents in camelCase",
                        "{'agentName':'a','actionType':'tool_call','actionName':'Read','actionDetails':{'f':1},'durationMs':45,"
                                + "'createdAt':'2025-10-30T14:30:00.000Z','correlationId':'8a2b8c1e-7a51-4bd7-9d5b-0b63d2c0f3aa','id':'x'}",
                        action),
                new Variant(
                        "agent-actions",
                        "skill",
                        "{'agent_name':'a','action_type':'tool_call','action_name':'Read','action_details':{'f':1},'debug_mode':true,"
                                + "'duration_ms':45,'timestamp':'2025-10-30T14:30:00.000000+00:00','project_path':'/p','project_name':'p','working_directory':null,"
                                + CID + "}",
                        action),
                new Variant(
                        "agent-actions",
                        "unified adapter",
                        "{'agent_name':'a','action_type':'tool_call','action_name':'Read','action_details':{'f':1},'success':true,"
                                + "'duration_ms':45,'timestamp':'2025-10-30T14:30:00+00:00','published_via':'unified_event_adapter',"
                                + CID + "}",
                        action),
                new Variant(
                        "agent-routing-decisions",
                        "plan",
                        "{'event_id':'0b1c','user_request':'r','selected_agent':'a','confidence_score':0.92,'alternatives':[{'agent_name':'b',"
                                + "'confidence_score':0.5,'reason':'x'}],'reasoning':'y','routing_strategy':'enhanced_fuzzy_matching','context':{'f':1},"
                                + "'routing_time_ms':45,'timestamp':'2025-10-30T14:30:00Z'," + CID + "}",
                        routing),
                new Variant(
                        "agent-routing-decisions",
                        "documents in camelCase",
                        "{'userRequest':'r','selectedAgent':'a','confidenceScore':0.92,'alternatives':[{'agent':'b','confidence':0.5}],"
                                + "'routingStrategy':'enhanced_fuzzy_matching','routingTimeMs':45,'contextSnapshot':{'f':1},'timestamp':'2025-10-30T14:30:00Z'}",
                        routing),
                new Variant(
                        "agent-routing-decisions",
                        "skill",
                        "{'user_request':'','selected_agent':'a','confidence_score':0.92,'alternatives':null,'reasoning':null,"
                                + "'routing_strategy':'enhanced_fuzzy_matching','context':{'f':1},'routing_time_ms':45,'project_path':null,'session_id':'s',"
                                + "'timestamp':'2025-10-30T14:30:00+00:00'," + CID + "}",
                        routing),
                new Variant(
                        "agent-transformation-events",
                        "plan",
                        "{'event_id':'0b1c','source_agent':'a','target_agent':'b','transformation_reason':'r','confidence_score':0.9,"
                                + "'transformation_duration_ms':45,'success':true,'context_preserved':{'user_request':'u'},'timestamp':'2025-10-30T14:30:00Z',"
                                + CID + "}",
                        handOver),
                new Variant(
                        "agent-transformation-events",
                        "skill and its consumer",
                        "{'source_agent':'a','target_agent':'b','transformation_reason':null,'routing_confidence':0.9,"
                                + "'transformation_duration_ms':45,'success':true,'timestamp':'2025-10-30T14:30:00+00:00',"
                                + CID + "}",
                        handOver),
                new Variant(
                        "agent-transformation-events",
                        "unified adapter",
                        "{'agent_name':'a','transformation_type':'t','input_data':{'x':1},'output_data':null,'metadata':{},"
                                + "'timestamp':'2025-10-30T14:30:00+00:00','published_via':'unified_event_adapter',"
                                + CID + "}",
                        List.of("agent_name=a", "transformation_type=t")),
                new Variant(
                        "router-performance-metrics",
                        "plan",
                        "{'event_id':'0b1c','query_text':'q','routing_duration_ms':45,'cache_hit':false,'trigger_match_strategy':'s',"
                                + "'confidence_components':{'trigger_score':0.9},'candidates_evaluated':5,'timestamp':'2025-10-30T14:30:00Z',"
                                + CID + "}",
                        metric),
                new Variant(
                        "router-performance-metrics",
                        "skill",
                        "{'query_text':'q','routing_duration_ms':45,'cache_hit':false,'trigger_match_strategy':null,"
                                + "'confidence_components':{'trigger':0.9},'candidates_evaluated':5,'timestamp':'2025-10-30T14:30:00+00:00',"
                                + CID + "}",
                        metric),
                new Variant(
                        "router-performance-metrics",
                        "unified adapter",
                        "{'agent_name':'a','metric_name':'m','metric_value':12.5,'metric_type':'gauge','metric_unit':'ms','tags':{},"
                                + "'timestamp':'2025-10-30T14:30:00+00:00'," + CID + "}",
                        List.of("metric_name=m", "metric_value=12.5")),
                new Variant(
                        "agent-detection-failures",
                        "unified adapter",
                        "{'user_request':'u','failure_reason':'r','attempted_methods':['m'],'error_details':{'e':1},'project_path':'/p',"
                                + "'project_name':'p','session_id':'s','timestamp':'2025-10-30T14:30:00+00:00'," + CID
                                + "}",
                        List.of("user_request=u", "failure_reason=r", "session_id=s")),
                new Variant(
                        "agent-execution-logs",
                        "execution logger",
                        "{'execution_id':'e','session_id':'s','agent_name':'a','user_prompt':'u','status':'success','metadata':{},"
                                + "'started_at':'2025-10-30T14:30:00Z','completed_at':null,'duration_ms':45,'quality_score':0.9,"
                                + "'claude_session_id':'c','terminal_id':'t'," + CID + "}",
                        List.of("execution_id=e", "status=success", "claude_session_id=c")),
                new Variant(
                        "task-executions",
                        "plan",
                        "{'event_id':'0b1c','fingerprint_id':'f','task_hash':'h','original_prompt':'p','task_type':'t','domain':'d','agent_name':'a',"
                                + "'agent_chain':['a','b'],'success':true,'quality_score':0.9,'complexity_score':0.5,'steps':[{'step_number':1,'action':'x',"
                                + "'duration_ms':5,'outcome':'ok'}],'total_duration_ms':45,'tools_used':['Read'],'user_acceptance':true,'timestamp':'2025-10-30T14:30:00Z',"
                                + CID + "}",
                        List.of("fingerprint_id=f", "tools_used=[\"Read\"]", "user_acceptance=true")),
                new Variant(
                        "failure-patterns",
                        "plan",
                        "{'event_id':'0b1c','failure_id':'f','failure_type':'timeout','error_message':'m','root_cause':'c','resolution':'r',"
                                + "'contributing_factors':['x'],'prevention_strategy':{'strategy':'s'},'timestamp':'2025-10-30T14:30:00Z',"
                                + CID + "}",
                        List.of("failure_type=timeout", "root_cause=c", "resolution=r")));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void decodesToTheSameFields(Variant variant) {
        DecodedEvent event = Decoding.decode(variant.topic(), variant.json().replace('\'', '"'));

        assertThat(variant.expected()).allSatisfy(expected -> {
            String field = expected.substring(0, expected.indexOf('='));
            assertThat(field + "=" + event.value(field)).isEqualTo(expected);
        });
        assertThat(event.extra()).isNull();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void passesTheDoors(Variant variant) {
        EventIntake door = new EventIntake(Decoding.contract(variant.topic()));

        Intake intake = door.take(variant.json().replace('\'', '"').getBytes(StandardCharsets.UTF_8));

        assertThat(intake).isInstanceOf(Intake.Accepted.class);
    }

    @Test
    void keepsTheColumnsOfTheOldTables() {
        Contract failures = Decoding.contract("failure-patterns");

        assertThat(failures.field("root_cause").orElseThrow().column()).isEqualTo("root_cause_analysis");
        assertThat(failures.field("resolution").orElseThrow().column()).isEqualTo("resolution_applied");
        assertThat(Decoding.contract("agent-routing-decisions")
                        .field("context")
                        .orElseThrow()
                        .column())
                .isEqualTo("context_snapshot");
    }
}
