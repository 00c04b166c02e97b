package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.util.Map;

/// What a run did to one file, and how good it is. Topic `code-quality-metrics`, in order per
/// `path_id`.
public final class CodeQuality extends AgentEvent<CodeQuality> {
    static final TopicName TOPIC = new TopicName("code-quality-metrics");

    CodeQuality(String filePath) {
        super(TOPIC, "path_id");
        put("file_path", filePath);
    }

    /// @param pathId names the path of execution; decides the order
    public CodeQuality pathId(String pathId) {
        return put("path_id", pathId);
    }

    public CodeQuality fingerprintId(String fingerprintId) {
        return put("fingerprint_id", fingerprintId);
    }

    public CodeQuality agentName(String agentName) {
        return put("agent_name", agentName);
    }

    /// @param artifactType `source_code`, `test`, `config` or `documentation`
    public CodeQuality artifactType(String artifactType) {
        return put("artifact_type", artifactType);
    }

    public CodeQuality language(String language) {
        return put("language", language);
    }

    /// @param qualityScore 0 to 1
    public CodeQuality qualityScore(double qualityScore) {
        return put("quality_score", qualityScore);
    }

    /// @param onexComplianceScore 0 to 1
    public CodeQuality onexComplianceScore(double onexComplianceScore) {
        return put("onex_compliance_score", onexComplianceScore);
    }

    public CodeQuality linesAdded(long linesAdded) {
        return put("lines_added", linesAdded);
    }

    public CodeQuality linesModified(long linesModified) {
        return put("lines_modified", linesModified);
    }

    public CodeQuality linesDeleted(long linesDeleted) {
        return put("lines_deleted", linesDeleted);
    }

    /// @param testCoverage percent
    public CodeQuality testCoverage(double testCoverage) {
        return put("test_coverage", testCoverage);
    }

    public CodeQuality testsPassed(long testsPassed) {
        return put("tests_passed", testsPassed);
    }

    public CodeQuality testsFailed(long testsFailed) {
        return put("tests_failed", testsFailed);
    }

    public CodeQuality lintPassed(boolean lintPassed) {
        return put("lint_passed", lintPassed);
    }

    public CodeQuality typeCheckPassed(boolean typeCheckPassed) {
        return put("type_check_passed", typeCheckPassed);
    }

    public CodeQuality securityScanPassed(boolean securityScanPassed) {
        return put("security_scan_passed", securityScanPassed);
    }

    /// @param onexNodeType `Effect`, `Compute`, `Reducer` or `Orchestrator`
    public CodeQuality onexNodeType(String onexNodeType) {
        return put("onex_node_type", onexNodeType);
    }

    public CodeQuality complexityMetrics(Map<String, ?> complexityMetrics) {
        return put("complexity_metrics", complexityMetrics);
    }

    @Override
    CodeQuality self() {
        return this;
    }
}
