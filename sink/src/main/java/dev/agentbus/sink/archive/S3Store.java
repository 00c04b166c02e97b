package dev.agentbus.sink.archive;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// An archive on S3. A put is atomic there; that an object is created once takes `If-None-Match`.
/// Calls are not repeated here: who calls waits and tries again. A store that asks for a pause is
/// left alone for that long.
public final class S3Store implements ObjectStore {
    private static final String SHA256 = "sha256";
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final S3Settings settings;
    private final Clock clock;
    private final S3Client client;
    private volatile Pause pause = new Pause(Instant.MIN, "");

    /// What the store has asked for, and how it said so.
    private record Pause(Instant until, String reason) {}

    public S3Store(S3Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_LIMIT)
                        .socketTimeout(settings.timeout()))
                .overrideConfiguration(override ->
                        override.apiCallTimeout(settings.timeout()).retryStrategy(retry -> retry.maxAttempts(1)));
        settings.endpoint()
                .ifPresent(endpoint -> builder.endpointOverride(endpoint).forcePathStyle(true));
        this.client = builder.build();
    }

    private static AwsCredentialsProvider credentials(S3Settings settings) {
        return settings.keys()
                .<AwsCredentialsProvider>map(keys -> StaticCredentialsProvider.create(
                        keys.token().isBlank()
                                ? AwsBasicCredentials.create(keys.id(), keys.secret())
                                : AwsSessionCredentials.create(keys.id(), keys.secret(), keys.token())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    @Override
    public String place() {
        return "s3://" + settings.bucket() + "/" + settings.prefix();
    }

    private String named(String key) {
        return settings.prefix() + key;
    }

    @Override
    public boolean create(String key, byte[] content) {
        return call("create " + key, () -> {
            try {
                client.putObject(
                        put -> put.bucket(settings.bucket()).key(named(key)).ifNoneMatch("*"),
                        RequestBody.fromBytes(content));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED) {
                    return false;
                }
                if (e.statusCode() == CONFLICT) {
                    throw new TransientFailure(
                            "Cannot create %s in the archive %s: another writer is at it, got: HTTP 409"
                                    .formatted(key, place()),
                            e);
                }
                throw e;
            }
        });
    }

    @Override
    public void write(String key, byte[] content) {
        call(
                "write " + key,
                () -> client.putObject(
                        put -> put.bucket(settings.bucket()).key(named(key)), RequestBody.fromBytes(content)));
    }

    @Override
    public void upload(String key, Path file, Stat stat) {
        call(
                "write " + key,
                () -> client.putObject(
                        put -> put.bucket(settings.bucket()).key(named(key)).metadata(Map.of(SHA256, stat.sha256())),
                        RequestBody.fromFile(file)));
    }

    @Override
    public Optional<byte[]> read(String key) {
        return call("read " + key, () -> {
            try {
                return Optional.of(client.getObjectAsBytes(
                                get -> get.bucket(settings.bucket()).key(named(key)))
                        .asByteArray());
            } catch (NoSuchKeyException _) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Optional<Stat> stat(String key) {
        return call("look at " + key, () -> {
            try {
                HeadObjectResponse head =
                        client.headObject(ask -> ask.bucket(settings.bucket()).key(named(key)));
                return Optional.of(
                        new Stat(head.contentLength(), head.metadata().getOrDefault(SHA256, "")));
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public void download(String key, Path to) {
        call("read " + key, () -> {
            try {
                Files.deleteIfExists(to);
                return client.getObject(get -> get.bucket(settings.bucket()).key(named(key)), to);
            } catch (NoSuchKeyException e) {
                throw new PermanentFailure("Cannot read archive: there is no such file, got: " + key, e);
            } catch (IOException e) {
                throw new TransientFailure("Cannot read archive: the local disk fails, got: " + e.getMessage(), e);
            }
        });
    }

    @Override
    public List<String> list(String prefix, String after) {
        return call("list " + prefix, () -> {
            ListObjectsV2Request.Builder ask =
                    ListObjectsV2Request.builder().bucket(settings.bucket()).prefix(named(prefix));
            if (!after.isEmpty()) {
                ask.startAfter(named(after));
            }
            List<String> keys = new ArrayList<>();
            for (S3Object object : client.listObjectsV2Paginator(ask.build()).contents()) {
                keys.add(object.key().substring(settings.prefix().length()));
            }
            return keys;
        });
    }

    @Override
    public void delete(String key) {
        call(
                "delete " + key,
                () -> client.deleteObject(gone -> gone.bucket(settings.bucket()).key(named(key))));
    }

    private <T> T call(String what, Supplier<T> work) {
        Pause asked = pause;
        if (clock.instant().isBefore(asked.until())) {
            throw new TransientFailure("%s; it is left alone until %s".formatted(asked.reason(), asked.until()));
        }
        try {
            return work.get();
        } catch (SdkException e) {
            TransientFailure failure = S3Failures.of(e, place(), what);
            S3Failures.retryAfter(e)
                    .ifPresent(wait ->
                            pause = new Pause(clock.instant().plus(wait), String.valueOf(failure.getMessage())));
            throw failure;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
