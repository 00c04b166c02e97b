package dev.agentbus.process.patterns;

/// A step without what changes from task to task.
///
/// @param key what makes it the same step: the tool, and the words that say which of its works
/// @param shown for people: the same with placeholders in place of files, numbers, agents and texts
record Generalised(String key, String shown) {}
