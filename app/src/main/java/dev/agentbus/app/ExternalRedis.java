package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.sink.redis.RedisSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// A Redis that somebody else runs.
record ExternalRedis(String host, int port, String password) {
    private static final int DEFAULT_PORT = 6379;

    static Optional<ExternalRedis> of(Configuration configuration) {
        String password = configuration.find("redis.password").orElse("");
        Optional<String> url = configuration.find("redis.url");
        if (url.isPresent()) {
            return url.map(text -> parse(text, password));
        }
        return configuration
                .find("redis.host")
                .map(host -> new ExternalRedis(host, configuration.number("redis.port"), password));
    }

    private static ExternalRedis parse(String url, String password) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null) {
                throw unusable();
            }
            String info = uri.getUserInfo();
            String fromUrl = info == null ? password : info.substring(info.indexOf(':') + 1);
            return new ExternalRedis(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), fromUrl);
        } catch (URISyntaxException _) {
            throw unusable();
        }
    }

    RedisSettings settings() {
        RedisSettings open = RedisSettings.of(host, port);
        return password.isEmpty() ? open : open.withPassword(password);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    private static Misconfigured unusable() {
        return new Misconfigured("REDIS_URL must read redis://:password@host:port, got: something else");
    }
}
