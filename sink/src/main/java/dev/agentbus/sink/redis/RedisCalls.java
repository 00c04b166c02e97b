package dev.agentbus.sink.redis;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.Unanswered;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.function.Function;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/// Calls to one Redis, over a pool of connections; the first call connects. Safe for any thread.
///
/// Every call throws [Unanswered] when the connection broke or the time ran out, and any other
/// [TransientFailure] when the server said no.
public final class RedisCalls implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 8;

    private final RedisSettings settings;
    private final String purpose;
    private final RedisClient redis;

    /// @param purpose what is kept there, for messages
    public RedisCalls(RedisSettings settings, String purpose) {
        this.settings = settings;
        this.purpose = purpose;
        this.redis = connect(settings);
    }

    private static RedisClient connect(RedisSettings settings) {
        int millis = Math.toIntExact(settings.callLimit().toMillis());
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                .resp2()
                .clientName("agentbus")
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis);
        settings.password().ifPresent(client::password);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(MAX_CONNECTIONS);
        pool.setMaxWait(settings.callLimit());
        pool.setJmxEnabled(false);
        return RedisClient.builder()
                .hostAndPort(settings.host(), settings.port())
                .clientConfig(client.build())
                .poolConfig(pool)
                .build();
    }

    /// Runs a script that may be run again when its answer was lost: a restarted server has closed the
    /// connections that wait in the pool, and may have carried out what it could not answer any more.
    public Object run(String verb, Script script, List<String> keys, List<String> arguments) {
        return twice(verb, () -> script.run(redis, keys, arguments));
    }

    /// Sends commands that only read, or may be sent again, and takes the answers together.
    public <T> T pipelined(String verb, Function<AbstractPipeline, T> commands) {
        return twice(verb, () -> {
            try (AbstractPipeline pipeline = redis.pipelined()) {
                T answers = commands.apply(pipeline);
                pipeline.sync();
                return answers;
            }
        });
    }

    /// Whether the server answers.
    public void check() {
        try {
            redis.ping();
        } catch (JedisException e) {
            throw failure("ask", e);
        }
    }

    private interface Call<T> {
        T run();
    }

    private <T> T twice(String verb, Call<T> call) {
        try {
            return call.run();
        } catch (JedisConnectionException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                throw failure(verb, e);
            }
            redis.getPool().clear();
            return once(verb, call);
        } catch (JedisException e) {
            throw failure(verb, e);
        }
    }

    private <T> T once(String verb, Call<T> call) {
        try {
            return call.run();
        } catch (JedisException e) {
            throw failure(verb, e);
        }
    }

    private TransientFailure failure(String verb, JedisException cause) {
        String message = "Cannot %s %s: %s, got: redis at %s".formatted(verb, purpose, cause.getMessage(), settings);
        return cause instanceof JedisConnectionException
                ? new Unanswered(message, cause)
                : new TransientFailure(message, cause);
    }

    @Override
    public void close() {
        redis.close();
    }
}
