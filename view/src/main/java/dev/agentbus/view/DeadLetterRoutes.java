package dev.agentbus.view;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.process.deadletter.LetterEdits;
import dev.agentbus.process.deadletter.LetterFilter;
import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.LetterStore;
import dev.agentbus.process.deadletter.ListedLetter;
import dev.agentbus.process.deadletter.RedriveProgress;
import dev.agentbus.process.deadletter.RedriveRequest;
import dev.agentbus.process.deadletter.Redrives;
import dev.agentbus.process.deadletter.StoredLetter;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `/api/dead-letters`: what could not be carried out, by letter and by cause, and the ways to repair
/// it: edit, redrive, discard.
public final class DeadLetterRoutes implements HttpService {
    private static final int MAX_LISTED = 500;
    private static final Set<LetterStatus> OPEN = Set.of(LetterStatus.PENDING, LetterStatus.PARKED);

    private final LetterStore store;
    private final Redrives redrives;
    private final LetterEdits edits;

    public DeadLetterRoutes(LetterStore store, Redrives redrives, LetterEdits edits) {
        this.store = store;
        this.redrives = redrives;
        this.edits = edits;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", answering(this::list))
                .get("/causes", answering(this::causes))
                .get("/redrives", answering(this::redrives))
                .get("/redrives/{id}", answering(this::redrive))
                .post("/redrives/{id}/cancel", answering(this::cancel))
                .post("/redrive", answering(this::startRedrive))
                .post("/discard", answering(this::discard))
                .get("/{id}", answering(this::show))
                .put("/{id}/edit", answering(this::edit))
                .delete("/{id}/edit", answering(this::revert));
    }

    private static Handler answering(Replies.Answer answer) {
        return Replies.answering((query, response) -> {
            try {
                answer.to(query, response);
            } catch (PermanentFailure e) {
                throw Query.Refused.badRequest(String.valueOf(e.getMessage()));
            }
        });
    }

    private void list(Query query, ServerResponse response) {
        LetterFilter filter = DeadLetterRequests.filter(query);
        int limit = query.number("limit", 50, 1, MAX_LISTED);
        List<ListedLetter> letters = store.list(filter, DeadLetterRequests.before(query), limit);
        JsonBytes out = new JsonBytes(8 << 10)
                .beginObject()
                .field("total", store.count(filter))
                .name("next");
        if (letters.size() == limit) {
            out.value(letters.getLast().stored().sequence());
        } else {
            out.value((String) null);
        }
        DeadLetterJson.list(out.name("letters"), letters);
        Replies.json(response, out.endObject());
    }

    private void causes(Query query, ServerResponse response) {
        JsonBytes out = new JsonBytes(8 << 10).beginObject().name("byStatus").beginObject();
        store.countByStatus().forEach((status, letters) -> out.field(status.text(), letters.longValue()));
        out.endObject().name("causes").beginArray();
        store.causes(DeadLetterRequests.filter(query), query.number("limit", 100, 1, MAX_LISTED))
                .forEach(cause -> DeadLetterJson.cause(out, cause));
        Replies.json(response, out.endArray().endObject());
    }

    private void show(Query query, ServerResponse response) {
        LetterId id = LetterId.parse(query.path("id"));
        StoredLetter letter = store.find(id)
                .orElseThrow(() -> new Query.Refused(
                        404, "not_found", "Cannot show dead letter: there is none of this id, got: " + id));
        List<ListedLetter> line =
                store.line(letter.letter().lineage().original().orElse(id));
        Replies.json(response, DeadLetterJson.whole(letter, line));
    }

    private void edit(Query query, ServerResponse response) {
        DeadLetterRequests.EditBody body = DeadLetterRequests.edit(query);
        answer(edits.edit(LetterId.parse(query.path("id")), body.key(), body.value()), response);
    }

    private void revert(Query query, ServerResponse response) {
        answer(edits.edit(LetterId.parse(query.path("id")), null, null), response);
    }

    private static void answer(LetterEdits.Result result, ServerResponse response) {
        switch (result) {
            case LetterEdits.Result.Kept(StoredLetter letter) ->
                Replies.json(response, DeadLetterJson.whole(letter, List.of()));
            case LetterEdits.Result.Invalid invalid ->
                Replies.json(response, 422, DeadLetterJson.violations(invalid.violations()));
            case LetterEdits.Result.Refused(var letter, String reason) ->
                throw new Query.Refused(
                        letter.isPresent() ? 409 : 404, letter.isPresent() ? "conflict" : "not_found", reason);
        }
    }

    private void startRedrive(Query query, ServerResponse response) {
        DeadLetterRequests.RedriveBody body = DeadLetterRequests.redrive(query);
        RedriveProgress started = redrives.start(body.request());
        answer(redrives.await(started.id(), body.waitLimit()).orElse(started), query, response);
    }

    private void redrive(Query query, ServerResponse response) {
        Duration limit = Duration.ofMillis(query.number("waitMs", 0, 0, DeadLetterRequests.MAX_WAIT_MILLIS));
        answer(found(redrives.await(query.path("id"), limit), query), query, response);
    }

    private void cancel(Query query, ServerResponse response) {
        answer(found(redrives.cancel(query.path("id")), query), query, response);
    }

    private static RedriveProgress found(Optional<RedriveProgress> redrive, Query query) {
        return redrive.orElseThrow(() -> new Query.Refused(
                404,
                "not_found",
                "Cannot show redrive: this process knows none of this id, got: " + Query.shown(query.path("id"))));
    }

    private static void answer(RedriveProgress progress, Query query, ServerResponse response) {
        int offset = query.number("offset", 0, 0, RedriveRequest.MAX_CAP);
        int limit = query.number("limit", 1_000, 0, RedriveRequest.MAX_CAP);
        boolean running = progress.state() == RedriveProgress.State.RUNNING;
        Replies.json(response, running ? 202 : 200, DeadLetterJson.redrive(progress, offset, limit));
    }

    private void redrives(Query query, ServerResponse response) {
        JsonBytes out = new JsonBytes(1 << 10).beginObject().name("redrives").beginArray();
        redrives.recent().forEach(progress -> DeadLetterJson.redriveSummary(out, progress));
        Replies.json(response, out.endArray().endObject());
    }

    private void discard(Query query, ServerResponse response) {
        DeadLetterRequests.DiscardBody body = DeadLetterRequests.discard(query);
        List<LetterId> selected = store.select(body.selection(), OPEN, body.cap());
        Set<LetterId> discarded =
                body.mode() == RedriveRequest.Mode.DRY_RUN ? Set.of() : store.discard(selected, body.reason());
        Replies.json(response, DeadLetterJson.discarded(selected, discarded, body.mode()));
    }
}
