package dev.agentbus.ingest.skills;

import dev.agentbus.events.Misconfigured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The spool folder of the skills. Files of it are calls; `rejected` below it holds those that were
/// none. [#waiting] and [#awaitChange] belong to one thread.
final class CallFolder implements AutoCloseable {
    private static final String SUFFIX = ".call";
    /// Calls in the order of their making: by time, and within one tick of the file system's clock
    /// by process id.
    private static final Comparator<Call> ORDER = Comparator.comparing(Call::modified)
            .thenComparingLong(Call::processId)
            .thenComparing(Call::name);

    /// One file.
    record Call(Path file, Instant modified, long bytes) {
        String name() {
            return file.getFileName().toString();
        }

        boolean isOlderThan(Duration age) {
            return modified.isBefore(Instant.now().minus(age));
        }

        /// From `<uuid>.<process id>.call`; 0 when the name has none.
        long processId() {
            String[] parts = name().split("\\.", -1);
            return parts.length == 3 && parts[1].matches("[0-9]{1,18}") ? Long.parseLong(parts[1]) : 0;
        }
    }

    private final Path folder;
    private final Path rejected;
    private @Nullable WatchService watcher;
    private @Nullable WatchKey watched;

    CallFolder(Path folder) {
        this.folder = folder;
        this.rejected = folder.resolve("rejected");
    }

    void open() {
        try {
            makePrivate(folder);
            watcher = folder.getFileSystem().newWatchService();
            watch();
        } catch (IOException e) {
            throw new Misconfigured("skills.folder must be a folder that can be read and written, got: " + folder, e);
        }
    }

    /// The calls that are not taken yet, oldest first.
    List<Call> waiting(Set<String> taken) throws IOException {
        List<Call> calls = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                if (!taken.contains(file.getFileName().toString())) {
                    addTo(calls, file);
                }
            }
        }
        calls.sort(ORDER);
        return calls;
    }

    /// Returns when something changed, or after `limit`.
    void awaitChange(Duration limit) throws InterruptedException, IOException {
        WatchService service = watcher;
        if (service == null) {
            throw new IllegalStateException("The folder is not open");
        }
        if (watched == null || !watched.isValid()) {
            watch();
        }
        WatchKey key = service.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (key != null) {
            key.pollEvents();
            key.reset();
        }
    }

    void remove(Call call) throws IOException {
        Files.deleteIfExists(call.file());
    }

    /// Moves the file to `rejected`, beside a file that says why.
    void reject(Call call, String reason) throws IOException {
        makePrivate(rejected);
        Files.writeString(rejected.resolve(call.name() + ".reason"), reason + "\n", StandardCharsets.UTF_8);
        try {
            Files.move(call.file(), rejected.resolve(call.name()), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _movedAlready) {
            return;
        }
    }

    @Override
    public void close() {
        WatchService service = watcher;
        if (service != null) {
            try {
                service.close();
            } catch (IOException _goneAnyway) {
                watched = null;
            }
        }
    }

    private void watch() throws IOException {
        WatchService service = watcher;
        if (service == null) {
            throw new IllegalStateException("The folder is not open");
        }
        makePrivate(folder);
        // A file shows up empty and is written at once: both are changes to look at.
        watched = folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    private static void addTo(List<Call> calls, Path file) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                calls.add(new Call(file, attributes.lastModifiedTime().toInstant(), attributes.size()));
            }
        } catch (NoSuchFileException _takenAway) {
            return;
        }
    }

    private static void makePrivate(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }
}
