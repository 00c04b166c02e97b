package dev.agentbus.app;

import dev.agentbus.process.groups.GroupMonitor;
import dev.agentbus.process.groups.GroupStanding;
import dev.agentbus.process.groups.Standings;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/groups`: how far every consumer group is, and why one does not move; `/api/groups/{group}`
/// with its partitions and members.
final class GroupRoutes implements HttpService {
    private final GroupMonitor monitor;

    GroupRoutes(GroupMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::groups).get("/{+group}", this::group);
    }

    private void groups(ServerRequest request, ServerResponse response) {
        Standings standings = monitor.standings();
        ObjectNode body = Json.MAPPER.createObjectNode();
        GroupJson.write(body, standings);
        ArrayNode groups = body.putArray("groups");
        standings.groups().forEach(group -> GroupJson.writeGroup(groups.addObject(), group));
        response.header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
    }

    private void group(ServerRequest request, ServerResponse response) {
        String name = request.path().pathParameters().get("group");
        Standings standings = monitor.standings();
        Optional<GroupStanding> found = standings.find(name);
        if (found.isEmpty()) {
            response.status(Status.NOT_FOUND_404)
                    .header(HeaderValues.CONTENT_TYPE_JSON)
                    .send(Json.error("unknown group", "Cannot show group: the log does not know it, got: " + name));
            return;
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        GroupJson.write(body, standings);
        GroupJson.writeGroup(body, found.get());
        ArrayNode partitions = body.putArray("partitions");
        found.get().partitions().forEach(each -> GroupJson.writePartition(partitions.addObject(), each));
        ArrayNode members = body.putArray("members");
        found.get().members().forEach(each -> GroupJson.writeMember(members.addObject(), each));
        response.header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
    }
}
