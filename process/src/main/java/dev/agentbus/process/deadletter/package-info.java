/// Dead letters: what a record that was given up says of itself, and the way back into the log.
///
/// Enters: a [FailedRecord][dev.agentbus.process.deadletter.FailedRecord], or a record of a
/// dead-letter topic, whoever wrote it. Leaves: a record for the dead-letter topic
/// ([LetterWriter][dev.agentbus.process.deadletter.LetterWriter]), a
/// [Letter][dev.agentbus.process.deadletter.Letter]
/// ([LetterReader][dev.agentbus.process.deadletter.LetterReader]), or the original record once more
/// ([Redrives][dev.agentbus.process.deadletter.Redrives]). Letters are kept behind
/// [LetterStore][dev.agentbus.process.deadletter.LetterStore]. Start at `Letter`.
@NullMarked
package dev.agentbus.process.deadletter;

import org.jspecify.annotations.NullMarked;
