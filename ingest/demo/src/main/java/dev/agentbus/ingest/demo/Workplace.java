package dev.agentbus.ingest.demo;

/// What all stories of one fleet share.
record Workplace(Roster roster, Rhythm rhythm, Troubles troubles) {}
