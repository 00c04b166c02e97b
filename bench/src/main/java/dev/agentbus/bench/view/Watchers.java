package dev.agentbus.bench.view;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.HdrHistogram.Histogram;

/// Many WebSocket clients on one thread: they count frames, and the first few read each event's own
/// time.
final class Watchers implements AutoCloseable {
    private static final int SAMPLED = 5;
    private static final byte[] FIELD = "\"createdAt\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HANDSHAKE = """
            GET /ws HTTP/1.1\r
            Host: 127.0.0.1\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);

    /// One connection's stream, cut into frames.
    private static final class Connection {
        final boolean sampled;
        boolean upgraded;
        ByteBuffer rest = ByteBuffer.allocate(0);

        Connection(boolean sampled) {
            this.sampled = sampled;
        }
    }

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    private final Histogram micros = new Histogram(60_000_000, 3);
    private long frames;
    private boolean recording;

    Watchers(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.write(ByteBuffer.wrap(HANDSHAKE));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Connection(i < SAMPLED));
        }
    }

    /// Frames received, whatever they say, and the time from event to receipt of the sampled ones.
    long frames() {
        return frames;
    }

    Histogram micros() {
        return micros;
    }

    void read(Duration duration, boolean record) throws IOException {
        recording = record;
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            selector.select(key -> receive(key), left);
        }
    }

    private void receive(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            buffer.clear().put(connection.rest);
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
                key.cancel();
                return;
            }
        } catch (IOException e) {
            key.cancel();
            return;
        }
        buffer.flip();
        cut(connection);
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        connection.rest = ByteBuffer.wrap(rest);
    }

    private void cut(Connection connection) {
        if (!connection.upgraded && !skipHandshake(connection)) {
            return;
        }
        while (buffer.remaining() >= 2) {
            int start = buffer.position();
            int length = buffer.get(start + 1) & 0x7F;
            int header = length < 126 ? 2 : length == 126 ? 4 : 10;
            if (buffer.remaining() < header) {
                return;
            }
            long payload = length < 126
                    ? length
                    : header == 4 ? buffer.getShort(start + 2) & 0xFFFF : buffer.getLong(start + 2);
            if (buffer.remaining() < header + payload) {
                return;
            }
            frames++;
            if (recording && connection.sampled) {
                sample(start + header, (int) payload);
            }
            buffer.position(start + header + (int) payload);
        }
    }

    private boolean skipHandshake(Connection connection) {
        for (int i = buffer.position(); i + 3 < buffer.limit(); i++) {
            if (buffer.getInt(i) == 0x0D0A0D0A) {
                buffer.position(i + 4);
                connection.upgraded = true;
                return true;
            }
        }
        return false;
    }

    private void sample(int start, int length) {
        byte[] frame = buffer.array();
        if (frame[start + 9] != 'A' || frame[start + 15] != 'A') {
            return;
        }
        for (int i = start + length - FIELD.length; i > start; i--) {
            if (frame[i] == '"' && java.util.Arrays.equals(frame, i, i + FIELD.length, FIELD, 0, FIELD.length)) {
                int from = i + FIELD.length;
                int to = from;
                while (frame[to] != '"') {
                    to++;
                }
                Instant sent = Instant.parse(new String(frame, from, to - from, StandardCharsets.US_ASCII));
                micros.recordValue(
                        Math.max(0, Duration.between(sent, Instant.now()).toNanos() / 1_000));
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
