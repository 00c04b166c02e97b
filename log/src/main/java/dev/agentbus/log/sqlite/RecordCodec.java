package dev.agentbus.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.NewRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A record as one block of bytes: version, time, topic, key, headers, value, each with its length;
/// -1 stands for absent.
final class RecordCodec {
    private static final byte VERSION = 1;
    private static final int ABSENT = -1;

    private RecordCodec() {}

    static byte[] encode(NewRecord record) {
        int valueSize = record.value() == null ? 0 : record.value().length;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(valueSize + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            Instant time = record.timestamp();
            out.writeLong(time.getEpochSecond());
            out.writeInt(time.getNano());
            write(out, record.topic().value().getBytes(UTF_8));
            write(out, record.key());
            out.writeInt(record.headers().size());
            for (Header header : record.headers()) {
                write(out, header.name().getBytes(UTF_8));
                write(out, header.value());
            }
            write(out, record.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// @throws IOException when the bytes are no record
    static NewRecord decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IOException("unknown version " + version);
            }
            Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
            TopicName topic = new TopicName(new String(demand(in), UTF_8));
            byte[] key = read(in);
            int count = in.readInt();
            List<Header> headers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                headers.add(new Header(new String(demand(in), UTF_8), demand(in)));
            }
            return new NewRecord(topic, key, read(in), headers, time);
        }
    }

    static long checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    private static void write(DataOutputStream out, byte @Nullable [] field) throws IOException {
        if (field == null) {
            out.writeInt(ABSENT);
        } else {
            out.writeInt(field.length);
            out.write(field);
        }
    }

    private static byte @Nullable [] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == ABSENT) {
            return null;
        }
        byte[] field = in.readNBytes(length);
        if (field.length != length) {
            throw new IOException("field of " + length + " bytes ends after " + field.length);
        }
        return field;
    }

    private static byte[] demand(DataInputStream in) throws IOException {
        byte[] field = read(in);
        if (field == null) {
            throw new IOException("a field that must be there is absent");
        }
        return field;
    }
}
