package dev.agentbus.view;

/// From which agent to which a transformation went.
record Pair(String source, String target) {}
