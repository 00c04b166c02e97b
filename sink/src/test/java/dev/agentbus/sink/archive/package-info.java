@NullMarked
package dev.agentbus.sink.archive;

import org.jspecify.annotations.NullMarked;
