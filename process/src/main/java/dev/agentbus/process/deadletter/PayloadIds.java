package dev.agentbus.process.deadletter;

import dev.agentbus.events.contract.Contract;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The ids in a payload that may be broken: what stands before the break is found.
record PayloadIds(Optional<String> event, Optional<String> correlation) {
    private static final int MAX_CHARACTERS = 512;
    private static final int MAX_DEPTH = 200;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    static PayloadIds in(byte @Nullable [] value, Optional<Contract> contract) {
        Search search = new Search(contract);
        if (value != null && value.length > 0) {
            try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), value)) {
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    search.object(parser, true);
                }
            } catch (JacksonException _broken) {
                return search.found();
            }
        }
        return search.found();
    }

    private static final class Search {
        private final Optional<Contract> contract;
        private @Nullable String event;
        private @Nullable String correlation;

        Search(Optional<Contract> contract) {
            this.contract = contract;
        }

        private void object(JsonParser parser, boolean outermost) {
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.START_OBJECT && outermost && (name.equals("data") || name.equals("payload"))) {
                    object(parser, false);
                } else if (token.isStructStart()) {
                    parser.skipChildren();
                } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                    scalar(name, parser);
                }
            }
        }

        private void scalar(String name, JsonParser parser) {
            if (event == null && isCalled(name, Contract.EVENT_ID, "eventId")) {
                event = parser.getString();
            } else if (correlation == null && isCalled(name, Contract.CORRELATION_ID, "correlationId")) {
                correlation = parser.getString();
            }
        }

        private boolean isCalled(String name, String field, String camelCase) {
            return name.equals(field)
                    || name.equals(camelCase)
                    || contract.flatMap(known -> known.field(field))
                            .filter(known -> known.aliases().contains(name))
                            .isPresent();
        }

        private PayloadIds found() {
            return new PayloadIds(usable(event), usable(correlation));
        }

        private static Optional<String> usable(@Nullable String id) {
            return Optional.ofNullable(id)
                    .filter(text -> !text.isBlank())
                    .map(text -> HeaderView.bounded(text, MAX_CHARACTERS));
        }
    }
}
