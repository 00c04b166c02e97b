package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.sink.archive.Archive;
import dev.agentbus.sink.archive.ArchiveSettings;
import dev.agentbus.sink.archive.FolderStore;
import dev.agentbus.sink.archive.S3Settings;
import dev.agentbus.sink.archive.S3Store;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the archive lies and when its files are closed.
///
/// @param s3 instead of the folder
/// @param limits the spool in them is the data folder's
public record ArchivePlace(boolean enabled, Path folder, Optional<S3Settings> s3, ArchiveSettings limits) {
    private static final Pattern S3_LOCATION = Pattern.compile("s3://([^/]+)/?(.*)");

    static ArchivePlace of(Configuration configuration, Path data) {
        return new ArchivePlace(
                configuration.isTrue("archive.enabled"),
                configuration.find("archive.folder").map(Path::of).orElse(data.resolve("archive")),
                configuration.find("archive.s3.bucket").map(bucket -> s3(configuration, bucket)),
                new ArchiveSettings(
                        data.resolve("spool").resolve("archive"),
                        (long) configuration.number("archive.file.mib") << 20,
                        Duration.ofSeconds(configuration.number("archive.file.seconds")),
                        (long) configuration.number("archive.held-mib") << 20));
    }

    private static S3Settings s3(Configuration configuration, String bucket) {
        return new S3Settings(
                bucket,
                configuration.find("archive.s3.prefix").orElse(""),
                configuration.find("archive.s3.endpoint").map(ArchivePlace::endpoint),
                configuration.text("archive.s3.region"),
                configuration
                        .find("archive.s3.access-key-id")
                        .map(id -> new S3Settings.Keys(
                                id,
                                configuration.text("archive.s3.secret-access-key"),
                                configuration.find("archive.s3.session-token").orElse(""))),
                S3Settings.DEFAULT_TIMEOUT);
    }

    private static URI endpoint(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new Misconfigured("archive.s3.endpoint must be like https://host:port, got: " + text, e);
        }
    }

    /// Another archive, on the same store if it is one on S3.
    ///
    /// @param location `s3://bucket/prefix` or a folder's whole path
    ArchivePlace at(String location) {
        Matcher there = S3_LOCATION.matcher(location);
        if (there.matches()) {
            S3Settings known = s3.orElseThrow(() -> new PermanentFailure(
                    "Cannot use archive: this bus knows no S3 store (archive.s3.*), got: " + location));
            S3Settings other = new S3Settings(
                    there.group(1), there.group(2), known.endpoint(), known.region(), known.keys(), known.timeout());
            return new ArchivePlace(enabled, folder, Optional.of(other), limits);
        }
        if (!location.startsWith("/") || location.indexOf('\0') >= 0) {
            throw new PermanentFailure(
                    "Cannot use archive: it must be a folder's whole path or s3://bucket/prefix, got: " + location);
        }
        return new ArchivePlace(enabled, Path.of(location), Optional.empty(), limits);
    }

    /// Asks nobody yet; the caller closes it.
    public Archive open(Clock clock) {
        return new Archive(s3.isPresent() ? new S3Store(s3.get(), clock) : new FolderStore(folder));
    }
}
