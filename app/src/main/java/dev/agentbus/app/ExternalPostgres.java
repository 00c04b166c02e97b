package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A PostgreSQL that somebody else runs.
///
/// @param parameters further connection parameters of a URL, like `sslmode=require`
record ExternalPostgres(
        String host, int port, String database, String user, String password, Map<String, String> parameters) {
    private static final int DEFAULT_PORT = 5432;

    ExternalPostgres {
        parameters = Map.copyOf(parameters);
    }

    static Optional<ExternalPostgres> of(Configuration configuration) {
        String user = configuration.text("postgres.user");
        String password = configuration.find("postgres.password").orElse("");
        Optional<String> url = configuration.find("postgres.url");
        if (url.isPresent()) {
            return url.map(text -> parse(text, user, password));
        }
        return configuration
                .find("postgres.host")
                .map(host -> new ExternalPostgres(
                        host,
                        configuration.number("postgres.port"),
                        configuration.text("postgres.database"),
                        user,
                        password,
                        Map.of()));
    }

    /// Understands `postgres://user:password@host:port/database?parameters`, `postgresql://` and
    /// `jdbc:postgresql://`.
    static ExternalPostgres parse(String url, String user, String password) {
        try {
            URI uri = new URI(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
            boolean known = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
            if (!known
                    || uri.getHost() == null
                    || uri.getPath() == null
                    || uri.getPath().length() < 2) {
                throw unusable();
            }
            Map<String, String> parameters = parameters(uri.getRawQuery());
            String[] login = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            String urlUser = login.length > 0 ? decode(login[0]) : parameters.getOrDefault("user", user);
            String urlPassword = login.length > 1 ? decode(login[1]) : parameters.getOrDefault("password", password);
            parameters.keySet().removeAll(java.util.List.of("user", "password"));
            return new ExternalPostgres(
                    uri.getHost(),
                    uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                    uri.getPath().substring(1),
                    urlUser,
                    urlPassword,
                    parameters);
        } catch (URISyntaxException _) {
            throw unusable();
        }
    }

    /// Without user and password.
    String jdbcUrl() {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining("&"));
        return "jdbc:postgresql://%s:%d/%s%s".formatted(host, port, database, query.isEmpty() ? "" : "?" + query);
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }

    private static Map<String, String> parameters(@org.jspecify.annotations.Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// The value may hold a password, so it is not shown.
    private static Misconfigured unusable() {
        return new Misconfigured(
                "DATABASE_URL must read postgres://user:password@host:port/database, got: something else");
    }
}
