/// How events enter from shell skills.
///
/// Enters: files that the scripts beside this module append to the spool folder. Leaves: published
/// events. Start at `SkillInbox`.
@NullMarked
package dev.agentbus.ingest.skills;

import org.jspecify.annotations.NullMarked;
