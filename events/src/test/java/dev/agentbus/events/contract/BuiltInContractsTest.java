package dev.agentbus.events.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.TopicName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInContractsTest {
    @ParameterizedTest
    @CsvSource({
        "agent-actions, 12, 7, correlation_id, agent_actions",
        "agent-routing-decisions, 6, 30, correlation_id, agent_routing_decisions",
        "agent-transformation-events, 6, 30, correlation_id, agent_transformation_events",
        "router-performance-metrics, 6, 30, correlation_id, router_performance_metrics",
        "task-executions, 12, 90, fingerprint_id, task_executions",
        "code-quality-metrics, 6, 90, path_id, code_quality_metrics",
        "success-patterns, 6, 365, pattern_id, success_patterns",
        "failure-patterns, 6, 365, failure_id, failure_patterns",
        "agent-detection-failures, 6, 30, correlation_id, agent_detection_failures",
        "agent-execution-logs, 6, 30, correlation_id, agent_execution_logs",
        "agent-alerts, 3, 30, correlation_id, agent_alerts",
        "agent-alert-silences, 1, 90, silence_id, agent_alert_silences",
        "opal.workflow.started, 6, 7, workflow_id, opal_workflow_started",
        "opal.agent.completed, 6, 7, workflow_id, opal_agent_completed",
        "opal.workflow.completed, 6, 30, workflow_id, opal_workflow_completed",
        "opal.knowledge.upserted, 3, 14, knowledge_source, opal_knowledge_upserted",
        "opal.decision.generated, 6, 30, workflow_id, opal_decision_generated",
        "opal.decision.degraded, 3, 30, original_decision_id, opal_decision_degraded",
        "opal.user.preferences.updated, 3, 7, user_id, opal_user_preferences_updated",
        "opal.events.dlq, 3, 30, original_topic, ''",
        "vibeman.persona.events.v1, 6, 30, project_id, persona_events",
        "vibeman.persona.webhooks.v1, 6, 30, project_id, persona_webhooks",
        "vibeman.persona.actions.v1, 6, 30, project_id, persona_actions",
        "vibeman.persona.executions.v1, 6, 30, project_id, persona_executions",
        "vibeman.persona.dlq.v1, 6, 30, project_id, ''",
        "dev.omninode-bridge.database.query-requested.v1, 6, 7, correlation_id, ''",
        "dev.omninode-bridge.database.query-completed.v1, 6, 7, correlation_id, ''",
        "dev.omninode-bridge.database.query-failed.v1, 6, 7, correlation_id, ''",
    })
    void holdThePromisedTopics(String topic, int partitions, long days, String key, String table) {
        Contract contract = Contracts.builtIn().find(new TopicName(topic)).orElseThrow();

        assertThat(contract.settings().partitions()).isEqualTo(partitions);
        assertThat(contract.settings().replicas()).isEqualTo(3);
        assertThat(contract.settings().config())
                .containsEntry("retention.ms", Long.toString(days * 86_400_000))
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("compression.type", "snappy")
                .containsEntry("cleanup.policy", "delete");
        assertThat(contract.keyField()).contains(key);
        assertThat(contract.table().map(Table::name).orElse("")).isEqualTo(table);
    }

    @Test
    void sendDeadLettersOfEachDomainToItsOwnTopic() {
        assertThat(deadLetterTopic("agent-actions")).isEqualTo("agent-dead-letters");
        assertThat(deadLetterTopic("opal.agent.completed")).isEqualTo("opal.events.dlq");
        assertThat(deadLetterTopic("vibeman.persona.events.v1")).isEqualTo("vibeman.persona.dlq.v1");
        assertThat(deadLetterTopic("agent-dead-letters")).isEqualTo("none");
    }

    private static String deadLetterTopic(String topic) {
        return Contracts.builtIn()
                .find(new TopicName(topic))
                .orElseThrow()
                .deadLetterTopic()
                .map(TopicName::value)
                .orElse("none");
    }
}
