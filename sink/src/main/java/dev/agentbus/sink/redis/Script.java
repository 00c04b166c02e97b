package dev.agentbus.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/// A Lua script beside a class. The server keeps it under its hash, so a call sends the hash
/// only; after a restart of the server the text goes along once.
///
/// @param hash SHA-1 of the text, as the server computes it
public record Script(String text, String hash) {
    public static Script beside(Class<?> neighbour, String name) {
        try (InputStream resource = neighbour.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("Cannot load script: it is not in the jar, got: " + name);
            }
            byte[] text = resource.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text);
            return new Script(new String(text, UTF_8), HexFormat.of().formatHex(hash));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every Java platform", e);
        }
    }

    Object run(UnifiedJedis redis, List<String> keys, List<String> arguments) {
        try {
            return redis.evalsha(hash, keys, arguments);
        } catch (JedisNoScriptException _) {
            return redis.eval(text, keys, arguments);
        }
    }
}
