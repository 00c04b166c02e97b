package dev.agentbus.view;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Field;
import dev.agentbus.events.contract.Table;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;

/// Any topic, users' own included: what its contract says, and its newest events; and the traces
/// that moved last.
final class EventRoutes implements HttpService {
    private static final int MAX_TRACES = 1_000;

    private final LiveState state;
    private final Contracts contracts;

    EventRoutes(LiveState state, Contracts contracts) {
        this.state = state;
        this.contracts = contracts;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/contracts", Replies.answering(this::contracts))
                .get("/events/recent", Replies.answering(this::recent))
                .get("/traces/recent", Replies.answering(this::traces));
    }

    private void traces(Query query, ServerResponse response) {
        int limit = query.number("limit", 100, 1, MAX_TRACES);
        TraceSummary.Wanted wanted = new TraceSummary.Wanted(
                query.text("q").orElse(""), query.text("agent").orElse(null), query.flag("failed"));
        JsonBytes out = new JsonBytes(16 << 10).beginObject().name("traces");
        StateJson.writeTraces(out, state.newestTraces(wanted, limit));
        out.field("kept", state.snapshot().counters().traces());
        Replies.json(response, out.endObject());
    }

    private void contracts(Query query, ServerResponse response) {
        Snapshot snapshot = state.snapshot();
        JsonBytes out = new JsonBytes(8 << 10).beginObject().name("contracts").beginArray();
        for (Contract contract : contracts.all()) {
            String topic = contract.topic().value();
            out.beginObject()
                    .field("topic", topic)
                    .field("domain", contract.domain())
                    .field("title", contract.title())
                    .field("keyField", contract.keyField().orElse(null))
                    .field("timeField", contract.timeField())
                    .field("table", contract.table().map(Table::name).orElse(null))
                    .field("partitions", contract.settings().partitions())
                    .field("events24h", snapshot.topics().getOrDefault(topic, 0).longValue());
            writeFields(out.name("fields"), contract);
            out.endObject();
        }
        Replies.json(response, out.endArray().endObject());
    }

    private static void writeFields(JsonBytes out, Contract contract) {
        out.beginArray();
        for (Field field : contract.fields()) {
            out.beginObject()
                    .field("name", field.name())
                    .field("type", field.type().name().toLowerCase(Locale.ROOT))
                    .field("required", field.required())
                    .field("column", field.column())
                    .field("secret", field.secret())
                    .name("aliases")
                    .beginArray();
            field.aliases().forEach(out::value);
            out.endArray().endObject();
        }
        out.endArray();
    }

    private void recent(Query query, ServerResponse response) {
        String topic = query.text("topic")
                .orElseThrow(() -> Query.Refused.badRequest("Cannot list events: topic must be given, got: none"));
        boolean known = contracts.all().stream()
                .anyMatch(contract -> contract.topic().value().equals(topic));
        if (!known) {
            throw new Query.Refused(
                    404, "not_found", "Cannot list events: no contract has this topic, got: " + Query.shown(topic));
        }
        int limit = query.number("limit", 100, 1, ViewSettings.listSize(Kind.of(topic)));
        Snapshot snapshot = state.snapshot();
        JsonBytes out =
                new JsonBytes(8 << 10).beginObject().field("topic", topic).name("events");
        int total = StateJson.writeEvents(out, snapshot.newest(topic).since(state.beginMillis()), limit, _ -> true);
        out.field("total", total)
                .field("events24h", snapshot.topics().getOrDefault(topic, 0).longValue());
        Replies.json(response, out.endObject());
    }
}
