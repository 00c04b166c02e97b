package dev.agentbus.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The files of one spool and the lock on them: `x.db`, what SQLite keeps beside it, and
/// `x.db.lock`.
final class SpoolFile implements AutoCloseable {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");

    private final Path database;
    private final FileChannel channel;
    private final FileLock lock;

    private SpoolFile(Path database, FileChannel channel, FileLock lock) {
        this.database = database;
        this.channel = channel;
        this.lock = lock;
    }

    /// Empty when another process, or another spool of this one, has it.
    static Optional<SpoolFile> lock(Path database) {
        try {
            Path folder = database.toAbsolutePath().getParent();
            if (folder != null && !Files.exists(folder)) {
                Files.createDirectories(folder, rights("rwx------"));
            }
            createPrivate(lockOf(database));
            FileChannel channel = FileChannel.open(lockOf(database), StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null || !isStillTheLockOf(database, channel)) {
                channel.close();
                return Optional.empty();
            }
            // Only under the lock: a spool that another process removes meanwhile must not come back.
            createPrivate(database);
            return Optional.of(new SpoolFile(database, channel, lock));
        } catch (IOException e) {
            throw new TransientFailure(
                    "Cannot open the spool: its folder must be writable, got: %s (%s)".formatted(database, e), e);
        }
    }

    Path database() {
        return database;
    }

    /// Renames the database and its companions, and puts an empty one in their place.
    Path setAside() throws IOException {
        Path aside = sibling(database, ".damaged-" + System.currentTimeMillis());
        for (String suffix : SUFFIXES) {
            if (Files.exists(sibling(database, suffix))) {
                Files.move(sibling(database, suffix), sibling(aside, suffix), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        createPrivate(database);
        return aside;
    }

    /// Removes the spool from the disk; the lock file last, so that nobody adopts a half-removed
    /// one.
    void delete() {
        try {
            for (String suffix : SUFFIXES) {
                Files.deleteIfExists(sibling(database, suffix));
            }
            Files.deleteIfExists(lockOf(database));
        } catch (IOException e) {
            throw new TransientFailure("Cannot remove the drained spool, got: " + database, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new TransientFailure("Cannot release the spool, got: " + database, e);
        }
    }

    /// Whether the path still leads to the file we locked, and not to one made after another owner
    /// removed it.
    private static boolean isStillTheLockOf(Path database, FileChannel channel) throws IOException {
        byte[] token = UUID.randomUUID().toString().getBytes(UTF_8);
        channel.write(ByteBuffer.wrap(token), 0);
        Path lock = lockOf(database);
        return Files.exists(lock) && Arrays.equals(token, Files.readAllBytes(lock));
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _ofThisProcess) {
            return null;
        }
    }

    private static void createPrivate(Path file) throws IOException {
        try {
            Files.createFile(file, rights("rw-------"));
        } catch (FileAlreadyExistsException _fromBefore) {
            // Ours, or another process's: the lock tells.
        }
    }

    private static FileAttribute<?>[] rights(String rights) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    private static Path lockOf(Path database) {
        return sibling(database, ".lock");
    }

    private static Path sibling(Path file, String suffix) {
        return Path.of(file + suffix);
    }
}
