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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Many WebSocket clients on one thread: each counts frames and the actions among them, and some
/// read each action's own time.
final class Watchers implements AutoCloseable {
    private static final byte[] FIELD = "\"createdAt\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ACTION = "{\"type\":\"AGENT_ACTION\"".getBytes(StandardCharsets.US_ASCII);
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
        long frames;
        long actions;
        ByteBuffer rest = ByteBuffer.allocate(0);

        Connection(boolean sampled) {
            this.sampled = sampled;
        }
    }

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    private final List<Connection> connections = new ArrayList<>();
    private final Histogram micros = new Histogram(60_000_000, 3);
    private boolean recording;

    /// @param sampled so many of them read the time of each action
    Watchers(int port, int count, int sampled) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = connect(port, 1 << 18);
            channel.configureBlocking(false);
            Connection connection = new Connection(i < sampled);
            connections.add(connection);
            channel.register(selector, SelectionKey.OP_READ, connection);
        }
    }

    /// A client that connects and never reads. The caller closes it.
    static SocketChannel stuck(int port) throws IOException {
        return connect(port, 4_096);
    }

    /// Frames received, whatever they say.
    long frames() {
        return connections.stream().mapToLong(each -> each.frames).sum();
    }

    /// Actions received by each client.
    long[] actions() {
        return connections.stream().mapToLong(each -> each.actions).toArray();
    }

    /// From the event's own time to the receipt of its frame, as the sampled saw it while recording.
    Histogram micros() {
        return micros;
    }

    void read(Duration duration) throws IOException {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            selector.select(key -> receive(key), left);
        }
    }

    void record(Duration duration) throws IOException {
        recording = true;
        read(duration);
        recording = false;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private static SocketChannel connect(int port, int receiveBytes) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(HANDSHAKE));
        return channel;
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
            count(connection, start + header, (int) payload);
            buffer.position(start + header + (int) payload);
        }
    }

    private void count(Connection connection, int start, int length) {
        connection.frames++;
        int end = start + ACTION.length;
        if (length < ACTION.length || !Arrays.equals(buffer.array(), start, end, ACTION, 0, ACTION.length)) {
            return;
        }
        connection.actions++;
        if (recording && connection.sampled) {
            sample(start, length);
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
        for (int i = start + length - FIELD.length; i > start; i--) {
            if (frame[i] == '"' && Arrays.equals(frame, i, i + FIELD.length, FIELD, 0, FIELD.length)) {
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
}
