/// Secrets out, before anything is kept.
///
/// Enters: a payload at a door. Leaves: the same array, or a copy in which secret values read
/// `[redacted]`. Start at [Redactor][dev.agentbus.events.redaction.Redactor]; what counts as a
/// secret stands in `SecretNames` and `SecretText`.
@NullMarked
package dev.agentbus.events.redaction;

import org.jspecify.annotations.NullMarked;
