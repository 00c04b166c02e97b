@NullMarked
package dev.agentbus.process.deadletter;

import org.jspecify.annotations.NullMarked;
