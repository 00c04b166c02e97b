/// Dead letters in PostgreSQL, in table `dead_letters`.
///
/// Enters: the records of dead-letter topics, by a worker of their own, exactly once
/// ([DeadLetterMirror][dev.agentbus.sink.postgres.deadletter.DeadLetterMirror]). Leaves: letters to
/// list, edit, redrive and discard
/// ([PostgresLetters][dev.agentbus.sink.postgres.deadletter.PostgresLetters]). `LetterInsert` and
/// `LetterRows` hold the columns.
@NullMarked
package dev.agentbus.sink.postgres.deadletter;

import org.jspecify.annotations.NullMarked;
