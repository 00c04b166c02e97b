package dev.agentbus.ingest.skills;

/// What a [SkillInbox] has done since it started.
///
/// @param published calls that became durable events
/// @param rejected calls that could not become events; they lie in the folder `rejected` with their
///     reasons
/// @param retried attempts that failed in a way that may pass
/// @param inFlight calls handed to the publisher and not yet durable
public record SkillInboxCounters(long published, long rejected, long retried, int inFlight) {}
