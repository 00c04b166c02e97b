package dev.agentbus.view;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What `/ws` pushes, as server-sent events for simple clients:
/// `?topics=actions,routing&agent=…&actionType=…& correlationId=…&topic=…`. The event's id resumes
/// after it with `Last-Event-ID`, as far as memory reaches; else a `MISSED` event says so. The
/// request's own thread writes.
final class EventStream implements HttpService {
    private final Live live;

    EventStream(Live live) {
        this.live = live;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(
                "/stream",
                (request, response) -> Replies.answering((query, answer) -> stream(query, request, answer))
                        .handle(request, response));
    }

    private void stream(Query query, ServerRequest request, ServerResponse response) {
        Subscription subscription = subscription(query);
        Optional<String> lastId = request.headers().first(HeaderNames.create("Last-Event-ID"));
        Replies.secure(response);
        response.header("Content-Type", "text/event-stream; charset=utf-8");
        try (OutputStream out = response.outputStream()) {
            Client client = new Client(wireOf(out), live.clients().settings(), live.clock(), Thread.currentThread());
            client.subscription(subscription);
            if (!live.clients().add(client)) {
                out.write(Frame.missed(-1, live.clock().instant()).streamBytes());
                return;
            }
            try {
                open(client, lastId);
                live.states().greet(client, Subscription.ALL);
                client.writeAll();
            } finally {
                live.clients().remove(client);
            }
        } catch (java.io.IOException | java.io.UncheckedIOException _gone) {
            // The client left.
        }
    }

    private void open(Client client, Optional<String> lastId) {
        Snapshot snapshot = live.state().snapshot();
        Instant now = live.clock().instant();
        Optional<List<Frame>> resumed = lastId.flatMap(live.clients()::since);
        if (resumed.isPresent()) {
            List<Frame> missed =
                    resumed.get().stream().filter(client.subscription()::wants).toList();
            long upTo = resumed.get().isEmpty() ? 0 : resumed.get().getLast().sequence();
            client.outbox().begin(missed, upTo);
            return;
        }
        List<Frame> opening = new ArrayList<>();
        if (lastId.isPresent()) {
            opening.add(Frame.missed(-1, now));
        }
        opening.add(StateJson.stateFrame("INITIAL_STATE", snapshot, live.feed().status(), now));
        client.outbox().begin(opening, snapshot.sequence());
    }

    private static Subscription subscription(Query query) {
        Filter filter = new Filter(
                query.text("agent").orElse(null),
                query.text("actionType").orElse(null),
                query.text("correlationId").orElse(null),
                query.text("topic").orElse(null));
        Set<Channel> channels = EnumSet.noneOf(Channel.class);
        for (String name : query.text("topics").orElse(Channel.ALL).split(",", -1)) {
            if (name.equals(Channel.ALL)) {
                return Subscription.ALL.filtered(filter);
            }
            channels.add(Channel.find(name)
                    .orElseThrow(() -> Query.Refused.badRequest("Cannot stream: topics must be among %s, got: %s"
                            .formatted(Channel.validNames(), Query.shown(name)))));
        }
        return new Subscription(channels, filter);
    }

    private static Wire wireOf(OutputStream out) {
        return new Wire() {
            @Override
            public boolean answersPings() {
                return false;
            }

            @Override
            public byte[] encoded(Frame frame) {
                return frame.streamBytes();
            }

            @Override
            public void write(byte[] bytes) throws java.io.IOException {
                out.write(bytes);
                out.flush();
            }
        };
    }
}
