package dev.agentbus.app;

import dev.agentbus.process.groups.GroupMonitor;
import dev.agentbus.sink.redis.windows.WindowReader;
import dev.agentbus.view.LiveView;
import java.time.Clock;
import java.util.Optional;

/// What the live view pushes of the parts beside it.
///
/// @param patterns empty in a process that knows none
record PageNews(Optional<AlertRoutes> alerts, Optional<PatternRoutes> patterns) {
    void tell(LiveView view, Assembly assembly, Ground ground, GroupMonitor groups) {
        Clock clock = Clock.systemUTC();
        WindowNews windows = new WindowNews(
                assembly.settings().windows(),
                ground.windows().map(store -> new WindowReader(store, ground.contracts(), clock)),
                groups::standings,
                clock);
        view.tell(LiveView.News.WINDOWS, windows::news);
        alerts.ifPresent(there -> {
            view.tell(LiveView.News.FIRING, there::firing);
            view.tell(LiveView.News.ALERTS, there::news);
        });
        patterns.ifPresent(there -> view.tell(LiveView.News.PATTERNS, there::news));
    }
}
