package dev.agentbus.view;

import dev.agentbus.events.Header;
import dev.agentbus.events.codec.Violation;
import dev.agentbus.log.Position;
import dev.agentbus.process.deadletter.Cause;
import dev.agentbus.process.deadletter.CauseCount;
import dev.agentbus.process.deadletter.Disposition;
import dev.agentbus.process.deadletter.Edit;
import dev.agentbus.process.deadletter.Letter;
import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.ListedLetter;
import dev.agentbus.process.deadletter.Origin;
import dev.agentbus.process.deadletter.Outcome;
import dev.agentbus.process.deadletter.RedriveItem;
import dev.agentbus.process.deadletter.RedriveProgress;
import dev.agentbus.process.deadletter.RedriveRequest.Mode;
import dev.agentbus.process.deadletter.StoredLetter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Dead letters as JSON. Bytes are given as Base64, and as text too where they are UTF-8.
final class DeadLetterJson {
    private static final int PREVIEW_CHARACTERS = 300;

    private DeadLetterJson() {}

    static void list(JsonBytes out, List<ListedLetter> letters) {
        out.beginArray();
        for (ListedLetter listed : letters) {
            out.beginObject();
            members(out, listed.stored());
            byte[] beginning = listed.stored().letter().original().value();
            out.field("valueBytes", listed.valueBytes())
                    .field("valuePreview", beginning == null ? null : preview(beginning))
                    .endObject();
        }
        out.endArray();
    }

    static JsonBytes whole(StoredLetter stored, List<ListedLetter> line) {
        Letter letter = stored.letter();
        JsonBytes out = new JsonBytes(8 << 10).beginObject();
        members(out, stored);
        out.field("stackTrace", letter.cause().stackTrace());
        bytes(out.name("value"), letter.original().value());
        out.name("valueLeftInLogBytes");
        letter.original().leftInLogBytes().ifPresentOrElse(out::value, () -> out.value((String) null));
        out.name("headers").beginArray();
        for (Header header : letter.original().headers()) {
            out.beginObject().field("name", header.name());
            bytes(out.name("value"), header.value());
            out.endObject();
        }
        out.endArray();
        out.name("edit");
        Edit edit = stored.edit().orElse(null);
        if (edit == null) {
            out.value((String) null);
        } else {
            out.beginObject().field("at", edit.at().toString());
            bytes(out.name("key"), edit.key());
            bytes(out.name("value"), edit.value());
            out.endObject();
        }
        list(out.name("line"), line);
        return out.endObject();
    }

    private static void members(JsonBytes out, StoredLetter stored) {
        Letter letter = stored.letter();
        out.field("id", letter.id().text())
                .field("sequence", stored.sequence())
                .field("status", stored.status().text())
                .field("reason", stored.reason())
                .field("statusSince", stored.since().toString())
                .field("family", letter.family().text())
                .field("deadLetterTopic", letter.position().partition().topic().value())
                .field("deadLetterPartition", letter.position().partition().number())
                .field("deadLetterOffset", letter.position().offset())
                .field("deadLetteredAt", letter.time().toString());
        Position origin = letter.origin().map(Origin::position).orElse(null);
        out.field("topic", origin == null ? null : origin.partition().topic().value());
        position(out, origin);
        out.field("recordTime", text(letter.origin().flatMap(Origin::time)))
                .field("group", letter.handler().group())
                .field("handler", letter.handler().name())
                .field(
                        "disposition",
                        letter.disposition().map(Disposition::text).orElse(null));
        cause(out, letter.cause());
        out.field("attempts", letter.attempts().count())
                .field("firstFailedAt", letter.attempts().first().toString())
                .field("lastFailedAt", letter.attempts().last().toString())
                .field("eventId", letter.ids().event().orElse(null))
                .field("correlationId", letter.ids().correlation().orElse(null))
                .field("traceId", letter.ids().trace().orElse(null))
                .field("redriveCount", letter.lineage().redrives())
                .field(
                        "originalId",
                        letter.lineage().original().map(LetterId::text).orElse(null))
                .field("parentId", letter.lineage().parent().map(LetterId::text).orElse(null))
                .field("firstStoodAt", letter.lineage().from())
                .field("edited", stored.edit().isPresent());
        out.name("redrivenTo");
        if (stored.redrivenTo().isPresent()) {
            position(out.beginObject(), stored.redrivenTo().get());
            out.endObject();
        } else {
            out.value((String) null);
        }
        bytes(out.name("key"), letter.original().key());
    }

    private static void cause(JsonBytes out, Cause cause) {
        out.field("cause", cause.fingerprint())
                .field("errorClass", cause.errorClass())
                .field("rule", cause.rule())
                .field("field", cause.field())
                .field("message", cause.message());
    }

    static void cause(JsonBytes out, CauseCount count) {
        out.beginObject();
        cause(out, count.cause());
        out.field("topic", count.topic())
                .field("group", count.group())
                .field("letters", count.letters())
                .field("first", count.first().toString())
                .field("last", count.last().toString())
                .name("byStatus")
                .beginObject();
        count.byStatus().forEach((status, letters) -> out.field(status.text(), letters.longValue()));
        out.endObject().endObject();
    }

    static JsonBytes violations(List<Violation> violations) {
        JsonBytes out = new JsonBytes()
                .beginObject()
                .field("error", "invalid event")
                .field("message", violations.getFirst().message())
                .name("violations")
                .beginArray();
        violations.forEach(each -> out.beginObject()
                .field("field", each.field())
                .field("rule", each.rule())
                .field("value", each.value())
                .field("message", each.message())
                .endObject());
        return out.endArray().endObject();
    }

    static JsonBytes redrive(RedriveProgress progress, int offset, int limit) {
        JsonBytes out = new JsonBytes(4 << 10).beginObject();
        summary(out, progress);
        out.field("offset", offset).name("items").beginArray();
        progress.items().stream().skip(offset).limit(limit).forEach(item -> item(out, item));
        return out.endArray().endObject();
    }

    static void redriveSummary(JsonBytes out, RedriveProgress progress) {
        summary(out.beginObject(), progress);
        out.endObject();
    }

    private static void summary(JsonBytes out, RedriveProgress progress) {
        out.field("id", progress.id())
                .field("state", progress.state().name().toLowerCase(Locale.ROOT))
                .field("dryRun", progress.request().mode() == Mode.DRY_RUN)
                .field("message", progress.message())
                .field("startedAt", progress.startedAt().toString())
                .field("endedAt", text(progress.endedAt()))
                .field("selected", progress.selected())
                .field("done", progress.items().size())
                .field("redriven", progress.count(Outcome.Redriven.class))
                .field("wouldRedrive", progress.count(Outcome.WouldRedrive.class))
                .field("skipped", progress.count(Outcome.Skipped.class))
                .field("refused", progress.count(Outcome.Refused.class))
                .field("failed", progress.count(Outcome.Failed.class))
                .field("missing", progress.count(Outcome.Missing.class));
    }

    private static void item(JsonBytes out, RedriveItem item) {
        out.beginObject().field("id", item.id().text());
        switch (item.outcome()) {
            case Outcome.Redriven(Position to) -> position(out.field("outcome", "redriven"), to);
            case Outcome.WouldRedrive(String objection) ->
                out.field("outcome", "would-redrive").field("reason", objection);
            case Outcome.Skipped skipped ->
                out.field("outcome", "skipped")
                        .field("reason", "already " + skipped.status().text());
            case Outcome.Refused(String reason) ->
                out.field("outcome", "refused").field("reason", reason);
            case Outcome.Failed(String reason) -> out.field("outcome", "failed").field("reason", reason);
            case Outcome.Missing() -> out.field("outcome", "missing");
        }
        out.endObject();
    }

    static JsonBytes discarded(List<LetterId> selected, Set<LetterId> discarded, Mode mode) {
        JsonBytes out = new JsonBytes(4 << 10)
                .beginObject()
                .field("dryRun", mode == Mode.DRY_RUN)
                .field("selected", selected.size())
                .field("discarded", discarded.size())
                .name("items")
                .beginArray();
        for (LetterId id : selected) {
            String outcome = mode == Mode.DRY_RUN ? "would-discard" : discarded.contains(id) ? "discarded" : "skipped";
            out.beginObject().field("id", id.text()).field("outcome", outcome).endObject();
        }
        return out.endArray().endObject();
    }

    private static void position(JsonBytes out, @Nullable Position position) {
        if (position == null) {
            out.field("partition", (String) null).field("offset", (String) null);
        } else {
            out.field("partition", position.partition().number()).field("offset", position.offset());
        }
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }

    private static void bytes(JsonBytes out, byte @Nullable [] bytes) {
        if (bytes == null) {
            out.value((String) null);
            return;
        }
        out.beginObject()
                .field("bytes", bytes.length)
                .field("text", utf8(bytes))
                .field("base64", Base64.getEncoder().encodeToString(bytes))
                .endObject();
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _notText) {
            return null;
        }
    }

    /// What is no text is shown with signs in its place.
    private static String preview(byte[] beginning) {
        String text = new String(beginning, StandardCharsets.UTF_8);
        return text.length() <= PREVIEW_CHARACTERS ? text : text.substring(0, PREVIEW_CHARACTERS) + "…";
    }
}
