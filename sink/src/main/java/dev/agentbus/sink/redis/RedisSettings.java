package dev.agentbus.sink.redis;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;
import java.util.Optional;

/// How to reach a Redis, 5.0 or newer. [#toString()] never shows the password.
///
/// @param callLimit how long a call may take, connecting apart
public record RedisSettings(String host, int port, Optional<String> password, Duration callLimit) {
    public static final Duration DEFAULT_CALL_LIMIT = Duration.ofSeconds(2);

    public RedisSettings {
        if (host.isBlank()) {
            throw new Misconfigured("redis.host must not be blank, got: '" + host + "'");
        }
        if (port < 1 || port > 65_535) {
            throw new Misconfigured("redis.port must be 1 to 65535, got: " + port);
        }
        if (callLimit.toMillis() < 1) {
            throw new Misconfigured("redis.call-limit must be at least 1 ms, got: " + callLimit);
        }
    }

    public static RedisSettings of(String host, int port) {
        return new RedisSettings(host, port, Optional.empty(), DEFAULT_CALL_LIMIT);
    }

    public RedisSettings withPassword(String secret) {
        return new RedisSettings(host, port, Optional.of(secret), callLimit);
    }

    public RedisSettings withCallLimit(Duration limit) {
        return new RedisSettings(host, port, password, limit);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
