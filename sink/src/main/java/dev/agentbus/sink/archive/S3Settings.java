package dev.agentbus.sink.archive;

import dev.agentbus.events.Misconfigured;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Where and how an archive lies on S3 or a store that speaks like it.
///
/// @param prefix before every key; empty or ending in a slash
/// @param endpoint another store than Amazon's, addressed by path: `https://minio.example:9000`
/// @param keys of the account; empty to look where AWS tools look (profile, container, instance)
/// @param timeout of one call
public record S3Settings(
        String bucket, String prefix, Optional<URI> endpoint, String region, Optional<Keys> keys, Duration timeout) {
    /// A file of 64 MiB of originals goes through within it even at 1 MB/s.
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /// @param token of a session, empty without one
    public record Keys(String id, String secret, String token) {
        @Override
        public String toString() {
            return "Keys[" + id + "]";
        }
    }

    public S3Settings {
        if (bucket.isBlank()) {
            throw new Misconfigured("archive.s3.bucket must name a bucket, got: '" + bucket + "'");
        }
        if (endpoint.isPresent() && endpoint.get().getHost() == null) {
            throw new Misconfigured("archive.s3.endpoint must be like https://host:port, got: " + endpoint.get());
        }
        String stripped = prefix.replaceAll("^/+|/+$", "");
        prefix = stripped.isEmpty() ? "" : stripped + "/";
    }
}
