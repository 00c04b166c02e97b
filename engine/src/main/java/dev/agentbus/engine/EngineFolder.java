package dev.agentbus.engine;

import dev.agentbus.events.Misconfigured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// Where engines keep what they keep. Readable by its owner alone.
///
/// @param root the data folder
/// @param binaries where extracted binaries lie; several data folders may share it
public record EngineFolder(Path root, Path binaries) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
    private static final int SECRET_BYTES = 24;

    public EngineFolder {
        root = root.toAbsolutePath().normalize();
        binaries = binaries.toAbsolutePath().normalize();
    }

    public static EngineFolder of(Path root) {
        return new EngineFolder(root, root.resolve("engines"));
    }

    Path data(String engine) {
        return create(root.resolve(engine));
    }

    public Path log(String engine) {
        return create(root.resolve("logs")).resolve(engine + ".log");
    }

    public Path run() {
        return create(root.resolve("run"));
    }

    Path pidFile(String engine) {
        return run().resolve(engine + ".pid");
    }

    /// The port this engine had last time, or a free one, remembered: addresses stay the same
    /// across restarts.
    HostPort rememberedPort(String engine) {
        Path file = run().resolve(engine + ".port");
        try {
            if (Files.exists(file)) {
                HostPort last = HostPort.parse(Files.readString(file).strip());
                if (last.isFree()) {
                    return last;
                }
            }
            HostPort free = HostPort.freeLoopback();
            Files.writeString(file, free.toString());
            return free;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /// A random secret, made at the first call, in a file of mode 0600.
    String secret(String name) {
        Path file = secretFile(name);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Misconfigured("Cannot read secret: " + e.getMessage() + ", got: " + file, e);
        }
    }

    Path secretFile(String name) {
        Path file = create(root.resolve("secrets")).resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        try {
            Path fresh =
                    Files.createTempFile(file.getParent(), name, ".new", PosixFilePermissions.asFileAttribute(SECRET));
            Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            return Files.move(fresh, file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static Path create(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            return folder;
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    static Misconfigured unwritable(Path file, IOException cause) {
        return new Misconfigured(
                "Cannot write data folder: %s, got: %s"
                        .formatted(cause.getClass().getSimpleName(), file),
                cause);
    }
}
