package dev.agentbus.app;

import dev.agentbus.process.alert.AlertBoard;
import dev.agentbus.process.alert.AlertTopics;
import dev.agentbus.process.alert.Leadership;
import dev.agentbus.process.alert.RulesFile;
import dev.agentbus.sink.alert.AlertDelivery;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The readers that judge events by rules and tell people, and the means to look at what they found.
final class AlertGroup {
    private AlertGroup() {}

    static Optional<AlertRoutes> start(Assembly assembly, Ground ground) {
        if (!assembly.does(Role.ALERTS) && !assembly.does(Role.VIEW)) {
            return Optional.empty();
        }
        RulesFile rules = new RulesFile(
                assembly.settings().alertRules(),
                ground.contracts(),
                System.getenv(),
                book -> book.destinations().forEach(AlertDelivery::check));
        rules.load();
        AlertBoard board = assembly.opened("alert board", new AlertBoard(ground.eventLog(), ground.contracts()));
        board.start();
        Optional<AlertJudge> judge = Optional.empty();
        Optional<AlertDeliveries> deliveries = Optional.empty();
        if (assembly.does(Role.ALERTS)) {
            judge = Optional.of(startRules(assembly, ground, rules));
            deliveries = Optional.of(
                    assembly.opened("alert deliveries", new AlertDeliveries(ground, rules, board, assembly)));
            deliveries.get().start();
        }
        AlertRoutes routes = new AlertRoutes(new AlertRoutes.Parts(rules, board, judge, deliveries), Clock.systemUTC());
        assembly.door().mount("/api/alerts", routes).mount("/api/intelligence/alerts", routes.asOmnidash());
        return Optional.of(routes);
    }

    private static AlertJudge startRules(Assembly assembly, Ground ground, RulesFile rules) {
        ground.eventLog().topics().createMissing(List.of(AlertTopics.state()));
        AlertJudge judge = new AlertJudge(assembly, ground, rules);
        assembly.opened("alert rules", new Leadership(ground.eventLog(), judge)).start();
        assembly.check("alerts", judge::check);
        return judge;
    }
}
