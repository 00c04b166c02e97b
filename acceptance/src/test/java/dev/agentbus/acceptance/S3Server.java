package dev.agentbus.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// A real S3 server over a folder, behind a door that can ask to slow down or hold a request back.
final class S3Server implements AutoCloseable {
    static final String KEY = "archive-key";
    static final String SECRET = "archive-secret";
    static final String BUCKET = "fleet-archive";

    private final Path folder;
    private final S3Proxy server;
    private final ServerSocket door;
    private volatile boolean slow;
    private volatile Predicate<String> held = _ -> false;
    private volatile CountDownLatch caught = new CountDownLatch(1);

    S3Server(Path folder) {
        try {
            this.folder = folder;
            Files.createDirectories(folder.resolve(BUCKET));
            this.server = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
                    .ignoreUnknownHeaders(true)
                    .build();
            server.start();
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        } catch (Exception e) {
            throw new IllegalStateException("Cannot start S3 server, got: " + e, e);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /// Where the objects lie as files.
    Path bucket() {
        return folder.resolve(BUCKET);
    }

    /// From now on every request is answered with 503, or none.
    void slowDown(boolean on) {
        slow = on;
    }

    /// The next request whose first line fits stays unanswered, and never reaches the server.
    void hold(Predicate<String> firstLine) {
        caught = new CountDownLatch(1);
        held = firstLine;
    }

    boolean hasCaught() {
        return caught.getCount() == 0;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            byte[] head = head(client.getInputStream());
            String text = new String(head, StandardCharsets.ISO_8859_1);
            String firstLine = text.lines().findFirst().orElse("");
            if (firstLine.isEmpty()) {
                return;
            }
            if (slow) {
                client.getOutputStream().write(SLOW_DOWN.getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            if (held.test(firstLine)) {
                held = _ -> false;
                caught.countDown();
                drain(client.getInputStream());
                return;
            }
            forward(client, text);
        } catch (IOException _gone) {
            // Whoever asked has gone away.
        }
    }

    private static final String SLOW_BODY =
            "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
    private static final String SLOW_DOWN =
            "HTTP/1.1 503 Slow Down\r\nRetry-After: 1\r\nConnection: close\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(SLOW_BODY.length(), SLOW_BODY);

    /// One request per connection, so that each one is seen.
    private void forward(Socket client, String head) throws IOException {
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            String once =
                    head.replaceAll("(?im)^connection:.*\r\n", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
            upstream.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
            Thread.ofVirtual().start(() -> pipe(client, upstream));
            copy(upstream.getInputStream(), client.getOutputStream());
        }
    }

    private static void pipe(Socket from, Socket to) {
        try {
            copy(from.getInputStream(), to.getOutputStream());
        } catch (IOException _over) {
            // The answer is out.
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] chunk = new byte[16 << 10];
        for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
            to.write(chunk, 0, read);
            to.flush();
        }
    }

    private static void drain(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // Until the client is gone.
        }
    }

    private static byte[] head(InputStream in) throws IOException {
        java.io.ByteArrayOutputStream head = new java.io.ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return new byte[0];
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toByteArray();
    }

    @Override
    public void close() {
        try {
            door.close();
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
