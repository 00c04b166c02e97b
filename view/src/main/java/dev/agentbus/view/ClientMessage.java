package dev.agentbus.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// What a client says over the WebSocket: `{action, topics, filter}`.
///
/// @param filter present when the message had one; its fields set the client's filter, `null`
///     clears it
record ClientMessage(Action action, List<String> topics, Optional<Filter> filter) {
    /// What a client can ask for.
    enum Action {
        SUBSCRIBE("subscribe"),
        UNSUBSCRIBE("unsubscribe"),
        PING("ping"),
        GET_STATE("getState");

        private final String wireName;

        Action(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /// A message that is none of ours. The text goes back to the client.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    static final List<String> VALID_ACTIONS =
            List.of(Action.values()).stream().map(Action::wireName).toList();

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxStringLength(1_024)
                    .build())
            .build();

    static ClientMessage parse(String text) throws Refused {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Refused("Invalid message format");
            }
            return read(parser);
        } catch (JacksonException e) {
            throw new Refused("Invalid message format");
        }
    }

    private static ClientMessage read(JsonParser parser) throws Refused {
        Action action = null;
        List<String> topics = List.of();
        Optional<Filter> filter = Optional.empty();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "action" -> action = action(token == JsonToken.VALUE_STRING ? parser.getString() : "");
                case "topics" -> topics = topics(parser, token);
                case "filter" -> filter = Optional.of(filter(parser, token));
                default -> parser.skipChildren();
            }
        }
        if (action == null) {
            throw new Refused("Cannot read message: it must have an action");
        }
        return new ClientMessage(action, topics, filter);
    }

    private static Action action(String name) throws Refused {
        for (Action action : Action.values()) {
            if (action.wireName.equals(name)) {
                return action;
            }
        }
        throw new Refused("Cannot read message: action must be one of validActions, got: " + name);
    }

    private static List<String> topics(JsonParser parser, JsonToken token) throws Refused {
        List<String> names = new ArrayList<>();
        if (token == JsonToken.VALUE_STRING) {
            names.add(valid(parser.getString()));
        } else if (token == JsonToken.START_ARRAY) {
            for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                names.add(valid(item == JsonToken.VALUE_STRING ? parser.getString() : item.name()));
            }
        } else {
            throw new Refused("Cannot read message: topics must be a string or an array of strings");
        }
        return names;
    }

    private static String valid(String name) throws Refused {
        if (!name.equals(Channel.ALL) && Channel.find(name).isEmpty()) {
            throw new Refused("Cannot read message: topics must be among validTopics, got: " + name);
        }
        return name;
    }

    private static Filter filter(JsonParser parser, JsonToken token) throws Refused {
        if (token == JsonToken.VALUE_NULL) {
            return Filter.NONE;
        }
        if (token != JsonToken.START_OBJECT) {
            throw new Refused("Cannot read message: filter must be an object or null");
        }
        Filter filter = Filter.NONE;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            String wanted = value == JsonToken.VALUE_STRING ? parser.getString() : null;
            if (wanted == null && value != JsonToken.VALUE_NULL) {
                throw new Refused("Cannot read message: filter." + name + " must be a string or null");
            }
            filter = with(filter, name, wanted);
        }
        return filter;
    }

    private static Filter with(Filter filter, String name, @Nullable String wanted) throws Refused {
        return switch (name) {
            case "agent" -> new Filter(wanted, filter.actionType(), filter.correlationId(), filter.topic());
            case "actionType" -> new Filter(filter.agent(), wanted, filter.correlationId(), filter.topic());
            case "correlationId" -> new Filter(filter.agent(), filter.actionType(), wanted, filter.topic());
            case "topic" -> new Filter(filter.agent(), filter.actionType(), filter.correlationId(), wanted);
            default ->
                throw new Refused(
                        "Cannot read message: filter knows agent, actionType, correlationId and topic, got: " + name);
        };
    }
}
