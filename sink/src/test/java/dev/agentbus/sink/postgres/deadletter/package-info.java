@NullMarked
package dev.agentbus.sink.postgres.deadletter;

import org.jspecify.annotations.NullMarked;
