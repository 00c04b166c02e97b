package dev.agentbus.sink.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between client and server on loopback; when told to, it cuts the connection instead of
/// passing the next answer on.
public final class AnswerEater implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int upstreamPort;
    private final AtomicBoolean hungry = new AtomicBoolean();
    private final AtomicInteger eaten = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public AnswerEater(int upstreamPort) throws IOException {
        this.upstreamPort = upstreamPort;
        Thread.startVirtualThread(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void eatNextAnswer() {
        hungry.set(true);
    }

    public int eaten() {
        return eaten.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), upstreamPort);
                open.add(client);
                open.add(server);
                Thread.startVirtualThread(() -> pump(client, server, false));
                Thread.startVirtualThread(() -> pump(server, client, true));
            }
        } catch (IOException _closed) {
            open.forEach(AnswerEater::closeQuietly);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (answers && hungry.compareAndSet(true, false)) {
                    eaten.incrementAndGet();
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException _cut) {
            // The other direction ends by itself: both sockets are closed.
        }
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
