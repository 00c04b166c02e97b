package dev.agentbus.view;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One message to clients, encoded once for all of them: as a whole WebSocket frame and as a
/// server-sent event. Safe for any thread.
final class Frame {
    private static final byte[] NOTHING = {};
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final int MAX_CONTROL_BYTES = 125;

    /// 0 for what is no event of the log.
    private final long sequence;

    private final Channel channel;
    private final @Nullable ViewEvent event;
    private final String eventId;
    private final String type;
    private final byte[] socketBytes;
    private volatile byte @Nullable [] streamBytes;

    private Frame(
            long sequence,
            Channel channel,
            @Nullable ViewEvent event,
            String eventId,
            String type,
            byte[] socketBytes) {
        this.sequence = sequence;
        this.channel = channel;
        this.event = event;
        this.eventId = eventId;
        this.type = type;
        this.socketBytes = socketBytes;
    }

    /// An event of the log.
    ///
    /// @param epoch tells this process's sequence numbers from those of its predecessors
    /// @param queries the router's counts, which go along with its metrics
    static Frame of(long sequence, ViewEvent event, String epoch, PairTally queries, Instant now) {
        JsonBytes json = new JsonBytes(event.json().length + 120);
        json.beginObject().field("type", event.kind().frameType()).name("data");
        if (event.kind() == Kind.PERFORMANCE) {
            json.beginObject().name("metric").raw(event.json()).name("stats");
            StateJson.writeQueries(json, queries);
            json.endObject();
        } else {
            json.raw(event.json());
        }
        json.field("timestamp", now.toString()).endObject();
        return new Frame(
                sequence,
                event.kind().channel(),
                event,
                epoch + "." + sequence,
                event.kind().frameType(),
                framed(TEXT, json.toBytes()));
    }

    /// A message without place in the log.
    static Frame of(String type, Channel channel, byte[] json) {
        return new Frame(0, channel, null, "", type, framed(TEXT, json));
    }

    /// `{type, message, timestamp}`.
    static Frame message(String type, String message, Instant now) {
        byte[] json = new JsonBytes()
                .beginObject()
                .field("type", type)
                .field("message", message)
                .field("timestamp", now.toString())
                .endObject()
                .toBytes();
        return of(type, Channel.SYSTEM, json);
    }

    /// Tells a client how many events it missed; `count` below 0 when nobody knows.
    static Frame missed(long count, Instant now) {
        JsonBytes json = new JsonBytes().beginObject().field("type", "MISSED").name("data");
        json.beginObject().name("count");
        if (count < 0) {
            json.value((String) null);
        } else {
            json.value(count);
        }
        json.endObject().field("timestamp", now.toString()).endObject();
        return of("MISSED", Channel.SYSTEM, json.toBytes());
    }

    static Frame ping() {
        return control(PING, NOTHING, ":\n\n");
    }

    static Frame pong(byte[] payload) {
        return control(PONG, payload.length > MAX_CONTROL_BYTES ? NOTHING : payload, "");
    }

    static Frame close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return control(CLOSE, payload, ": " + reason + "\n\n");
    }

    long sequence() {
        return sequence;
    }

    Channel channel() {
        return channel;
    }

    @Nullable
    ViewEvent event() {
        return event;
    }

    int sizeBytes() {
        return socketBytes.length;
    }

    /// Header and payload, as they go over the wire.
    byte[] socketBytes() {
        return socketBytes;
    }

    byte[] streamBytes() {
        byte[] known = streamBytes;
        if (known == null) {
            known = streamed();
            streamBytes = known;
        }
        return known;
    }

    private static Frame control(int opcode, byte[] payload, String comment) {
        Frame frame = new Frame(0, Channel.SYSTEM, null, "", "", framed(opcode, payload));
        frame.streamBytes = comment.getBytes(StandardCharsets.UTF_8);
        return frame;
    }

    private byte[] streamed() {
        int header = headerLength(socketBytes.length);
        String fields = (eventId.isEmpty() ? "" : "id: " + eventId + "\n") + "event: " + type + "\ndata: ";
        ByteArrayOutputStream out = new ByteArrayOutputStream(socketBytes.length + fields.length());
        out.writeBytes(fields.getBytes(StandardCharsets.US_ASCII));
        out.write(socketBytes, header, socketBytes.length - header);
        out.write('\n');
        out.write('\n');
        return out.toByteArray();
    }

    /// Frames of a server are not masked, so one encoding serves all clients.
    private static byte[] framed(int opcode, byte[] payload) {
        int header = payload.length < 126 ? 2 : payload.length < 1 << 16 ? 4 : 10;
        byte[] frame = new byte[header + payload.length];
        frame[0] = (byte) opcode;
        if (header == 2) {
            frame[1] = (byte) payload.length;
        } else {
            frame[1] = (byte) (header == 4 ? 126 : 127);
            for (int i = 0; i < header - 2; i++) {
                frame[header - 1 - i] = (byte) ((long) payload.length >>> (8 * i));
            }
        }
        System.arraycopy(payload, 0, frame, header, payload.length);
        return frame;
    }

    private static int headerLength(int frameLength) {
        return frameLength - 2 < 126 ? 2 : frameLength - 4 < 1 << 16 ? 4 : 10;
    }
}
