package dev.agentbus.app;

import dev.agentbus.events.redaction.Redactor;
import dev.agentbus.ingest.http.EventDoor;
import dev.agentbus.ingest.http.HttpIngestSettings;
import dev.agentbus.ingest.http.IngestRoutes;
import dev.agentbus.ingest.sdk.Publisher;
import dev.agentbus.ingest.sdk.PublisherSettings;
import dev.agentbus.ingest.skills.CallEvents;
import dev.agentbus.ingest.skills.SkillInbox;
import dev.agentbus.ingest.skills.SkillInboxSettings;

/// The doors by which events come in: HTTP and the skills' folder, one publisher behind both.
final class IngestDoors {
    private IngestDoors() {}

    static void open(Assembly assembly, Ground ground) {
        PublisherSettings publishing = PublisherSettings.spoolingTo(
                        ground.folder().spool().resolve("publisher"))
                .withSource("agentbus");
        Publisher publisher = assembly.opened(
                "publisher",
                Publisher.to(
                        ground.eventLog(),
                        publishing,
                        topic ->
                                ground.contracts().find(topic).map(Redactor::of).orElse(Redactor.DEFAULT)));
        PublisherMeters.bind(publisher, assembly.meters());
        SkillInbox inbox = assembly.opened(
                "skill inbox",
                new SkillInbox(
                        SkillInboxSettings.of(ground.folder().spool().resolve("skills")),
                        new CallEvents(ground.contracts()),
                        publisher::publish));
        inbox.start();
        assembly.door()
                .mount(
                        "/",
                        new IngestRoutes(
                                HttpIngestSettings.DEFAULT,
                                ground.contracts(),
                                EventDoor.of(publisher),
                                assembly.meters()));
    }
}
