package dev.agentbus.sink.archive;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An archive in a folder: each object is written beside its place, forced to disk and then renamed
/// or linked into it.
public final class FolderStore implements ObjectStore {
    private static final String WORKSHOP = Layout.OWN + "tmp";

    private final Path root;

    public FolderStore(Path root) {
        this.root = root;
    }

    private interface Disk<T> {
        T run() throws IOException;
    }

    @Override
    public String place() {
        return root.toString();
    }

    @Override
    public boolean create(String key, byte[] content) {
        return on(key, () -> {
            Path fresh = fresh(content);
            Path target = parentMade(key);
            try {
                // Unlike a rename, a link fails when the name is taken.
                Files.createLink(target, fresh);
                force(target.getParent());
                return true;
            } catch (FileAlreadyExistsException _) {
                return false;
            } catch (UnsupportedOperationException e) {
                throw new Misconfigured(
                        "Cannot use archive folder: its file system must have hard links, got: " + root, e);
            } finally {
                Files.deleteIfExists(fresh);
            }
        });
    }

    @Override
    public void write(String key, byte[] content) {
        on(key, () -> moveInto(key, fresh(content)));
    }

    @Override
    public void upload(String key, Path file, Stat stat) {
        on(key, () -> {
            Path fresh = workshop();
            Files.copy(file, fresh);
            force(fresh);
            return moveInto(key, fresh);
        });
    }

    private Path moveInto(String key, Path fresh) throws IOException {
        Path target = parentMade(key);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(target.getParent());
        return target;
    }

    private Path fresh(byte[] content) throws IOException {
        Path fresh = workshop();
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        return fresh;
    }

    private Path workshop() throws IOException {
        return Files.createDirectories(root.resolve(WORKSHOP))
                .resolve(UUID.randomUUID().toString());
    }

    private Path parentMade(String key) throws IOException {
        Path target = target(key);
        Files.createDirectories(parentOf(target));
        return target;
    }

    private static Path parentOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException("Cannot use archive folder: it must have a name, got: " + file);
        }
        return parent;
    }

    private Path target(String key) {
        Path target = root.resolve(key).normalize();
        if (!target.startsWith(root.normalize())) {
            throw new PermanentFailure("Cannot use archive key: it must lie in the archive, got: " + key);
        }
        return target;
    }

    private static void force(@Nullable Path path) throws IOException {
        if (path != null) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public Optional<byte[]> read(String key) {
        return on(key, () -> {
            try {
                return Optional.of(Files.readAllBytes(target(key)));
            } catch (NoSuchFileException _) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Optional<Stat> stat(String key) {
        return on(key, () -> {
            try (InputStream in = Files.newInputStream(target(key))) {
                return Optional.of(Checksum.of(in));
            } catch (NoSuchFileException _) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void download(String key, Path to) {
        on(key, () -> {
            try {
                return Files.copy(target(key), to, StandardCopyOption.REPLACE_EXISTING);
            } catch (NoSuchFileException e) {
                throw new PermanentFailure("Cannot read archive: there is no such file, got: " + key, e);
            }
        });
    }

    @Override
    public List<String> list(String prefix, String after) {
        return on(prefix, () -> {
            Path from = target(prefix.substring(0, prefix.lastIndexOf('/') + 1));
            if (!Files.isDirectory(from)) {
                return List.of();
            }
            try (Stream<Path> files = Files.walk(from)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> root.relativize(file).toString())
                        .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0 && !key.startsWith(WORKSHOP))
                        .sorted()
                        .toList();
            }
        });
    }

    @Override
    public void delete(String key) {
        on(key, () -> Files.deleteIfExists(target(key)));
    }

    private <T> T on(String key, Disk<T> work) {
        try {
            return work.run();
        } catch (IOException | UncheckedIOException e) {
            throw new TransientFailure(
                    "Cannot use archive folder %s: %s (%s), got: %s"
                            .formatted(root, e.getMessage(), e.getClass().getSimpleName(), key),
                    e);
        }
    }

    @Override
    public void close() {}
}
