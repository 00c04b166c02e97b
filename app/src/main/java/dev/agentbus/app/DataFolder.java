package dev.agentbus.app;

import dev.agentbus.engine.EngineFolder;
import dev.agentbus.events.Misconfigured;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one folder that holds everything the bus keeps, locked while a bus uses it.
public final class DataFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    /// Below this, engines fail in ways that are harder to understand than this sentence.
    private static final long MIN_FREE_BYTES = 256L << 20;

    private final Path root;
    private @Nullable FileChannel lock;

    DataFolder(Path root) {
        this.root = root;
    }

    /// Makes the folder if it is missing and locks it; the lock goes with the process, however it
    /// ends.
    ///
    /// @throws Misconfigured if it cannot be written, its disk is full, or another bus uses it
    void open() {
        try {
            Files.createDirectories(root, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Path run = EngineFolder.of(root).run();
            FileChannel channel = FileChannel.open(
                    run.resolve("lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(SECRET));
            lock = channel;
            if (!tryLock(channel)) {
                throw new Misconfigured(
                        "Cannot use data folder: another agentbus runs on it; stop that one or choose another"
                                + " with --data DIR, got: " + root);
            }
            if (Files.getFileStore(root).getUsableSpace() < MIN_FREE_BYTES) {
                throw new Misconfigured(
                        "Cannot use data folder: its disk is full (less than %d MiB free); make room or choose"
                                        .formatted(MIN_FREE_BYTES >> 20)
                                + " another with --data DIR, got: " + root);
            }
        } catch (IOException e) {
            throw new Misconfigured(
                    "Cannot use data folder: it cannot be written (%s); choose another with --data DIR, got: %s"
                            .formatted(e.getClass().getSimpleName(), root),
                    e);
        }
    }

    public Path root() {
        return root;
    }

    EngineFolder engines() {
        return EngineFolder.of(root);
    }

    Path contracts() {
        return root.resolve("contracts");
    }

    Path spool() {
        return root.resolve("spool");
    }

    /// Which records were in hand: outlives a process that a record kills.
    Path marks() {
        return root.resolve("marks");
    }

    /// What waits to become a file of the archive; nothing of it outlives the process.
    Path archiveSpool() {
        return spool().resolve("archive");
    }

    /// Copies of archived files while a replay reads them; nothing of it outlives the process.
    Path replaySpool() {
        return spool().resolve("replay");
    }

    Path run() {
        return root.resolve("run");
    }

    /// Writes a file of the run folder in one step, readable by its owner alone.
    void writeRunFile(String name, String text) {
        try {
            Path fresh = Files.createTempFile(run(), name, ".new", PosixFilePermissions.asFileAttribute(SECRET));
            Files.writeString(fresh, text);
            Files.move(
                    fresh,
                    run().resolve(name),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Misconfigured("Cannot write run folder: %s, got: %s".formatted(e.getMessage(), run()), e);
        }
    }

    void deleteRunFile(String name) {
        try {
            Files.deleteIfExists(run().resolve(name));
        } catch (IOException e) {
            throw new Misconfigured("Cannot write run folder: %s, got: %s".formatted(e.getMessage(), run()), e);
        }
    }

    @Override
    public void close() {
        FileChannel held = lock;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                throw new Misconfigured("Cannot release data folder: %s, got: %s".formatted(e.getMessage(), root), e);
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }
}
