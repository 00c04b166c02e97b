/// Tests of the windows, on Redis and on its twin in memory.
@NullMarked
package dev.agentbus.sink.redis.windows;

import org.jspecify.annotations.NullMarked;
