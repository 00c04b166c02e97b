@NullMarked
package dev.agentbus.process.replay;

import org.jspecify.annotations.NullMarked;
