package dev.agentbus.ingest.skills;

import dev.agentbus.events.Misconfigured;
import java.nio.file.Path;
import java.time.Duration;

/// Where and how the bus takes up the calls of skills.
///
/// @param folder the spool folder that the scripts write to
/// @param rescanEvery how often the folder is read through even when nothing seems to have changed;
///     also the delay before a call is tried again that could not be published
/// @param tornAfter age at which a file without end mark counts as torn: its writer is gone
/// @param maxFileBytes larger files are rejected; a shell passes about 2 MiB of arguments at most
/// @param maxInFlight calls read but not yet durable
public record SkillInboxSettings(
        Path folder, Duration rescanEvery, Duration tornAfter, int maxFileBytes, int maxInFlight) {
    public static final Duration DEFAULT_RESCAN_EVERY = Duration.ofMillis(500);
    public static final Duration DEFAULT_TORN_AFTER = Duration.ofSeconds(10);
    public static final int DEFAULT_MAX_FILE_BYTES = 4 * 1024 * 1024;
    public static final int DEFAULT_MAX_IN_FLIGHT = 1_000;

    public SkillInboxSettings {
        if (rescanEvery.isNegative() || rescanEvery.isZero()) {
            throw new Misconfigured("skills.rescan-every must be longer than zero, got: " + rescanEvery);
        }
        if (tornAfter.isNegative() || tornAfter.isZero()) {
            throw new Misconfigured("skills.torn-after must be longer than zero, got: " + tornAfter);
        }
        if (maxFileBytes < 1) {
            throw new Misconfigured("skills.max-file-bytes must be at least 1, got: " + maxFileBytes);
        }
        if (maxInFlight < 1) {
            throw new Misconfigured("skills.max-in-flight must be at least 1, got: " + maxInFlight);
        }
    }

    public static SkillInboxSettings of(Path folder) {
        return new SkillInboxSettings(
                folder, DEFAULT_RESCAN_EVERY, DEFAULT_TORN_AFTER, DEFAULT_MAX_FILE_BYTES, DEFAULT_MAX_IN_FLIGHT);
    }
}
