package dev.agentbus.ingest.demo;

/// The ways in that the agents of a fleet use.
public enum Door {
    SDK,
    HTTP,
    SKILL
}
