package dev.agentbus.process.patterns;

/// A task that is about to begin.
///
/// @param prompt what is asked
/// @param taskType empty when unknown
public record TaskText(String prompt, String taskType) {}
