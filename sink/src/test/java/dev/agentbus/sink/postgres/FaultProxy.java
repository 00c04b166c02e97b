package dev.agentbus.sink.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Stands between client and server on loopback and breaks the connection once, where a test says.
final class FaultProxy implements AutoCloseable {
    /// Where the connection is cut: one that writes, for the pool commits as well, whenever it opens one.
    enum Cut {
        /// The server never sees the commit.
        BEFORE_COMMIT("COMMIT"),
        /// The server commits, the client never hears of it.
        AFTER_COMMIT("COMMIT"),
        /// Nothing arrives from the first COPY on, and nobody is told.
        SILENT_FROM_COPY("copy");

        private final String message;

        Cut(String message) {
            this.message = message;
        }

        private boolean isAt(byte[] buffer, int length) {
            return new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(message);
        }
    }

    private final ServerSocket listener;
    private final int upstreamPort;
    private final AtomicReference<@Nullable Cut> cut = new AtomicReference<>();
    private final CountDownLatch silenceOver = new CountDownLatch(1);
    private volatile boolean silent;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    FaultProxy(int upstreamPort) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.upstreamPort = upstreamPort;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void cutOnce(Cut where) {
        cut.set(where);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), upstreamPort);
                open.add(client);
                open.add(server);
                Thread.startVirtualThread(() -> pump(client, server, true));
                Thread.startVirtualThread(() -> pump(server, client, false));
            }
        } catch (IOException _closed) {
            open.forEach(FaultProxy::closeQuietly);
        }
    }

    private void pump(Socket from, Socket to, boolean fromClient) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            boolean writing = false;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                writing |= fromClient && Cut.SILENT_FROM_COPY.isAt(buffer, read);
                if (writing && isThere(buffer, read) && cutHere(buffer, read, from, to)) {
                    return;
                }
                if (!silent) {
                    out.write(buffer, 0, read);
                }
            }
            if (silent) {
                silenceOver.await();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException _cut) {
            // The other direction ends by itself: both sockets are closed.
        }
    }

    private boolean isThere(byte[] buffer, int length) {
        Cut where = cut.get();
        return where != null && where.isAt(buffer, length);
    }

    private boolean cutHere(byte[] message, int length, Socket client, Socket server) throws IOException {
        return switch (cut.getAndSet(null)) {
            case null -> false;
            case BEFORE_COMMIT -> true;
            case SILENT_FROM_COPY -> {
                silent = true;
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
                silent = false;
                silenceOver.countDown();
                yield true;
            }
            case AFTER_COMMIT -> {
                client.shutdownInput();
                client.close();
                server.getOutputStream().write(message, 0, length);
                server.shutdownOutput();
                // The server closes its side when it has carried out the commit and seen ours closed.
                InputStream rest = server.getInputStream();
                while (rest.read() >= 0) {
                    // Dropped.
                }
                yield true;
            }
        };
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _alreadyGone) {
            // Nothing left to close.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
