@NullMarked
package dev.agentbus.sink.postgres.history;

import org.jspecify.annotations.NullMarked;
