package dev.agentbus.acceptance;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/// The arrows between the stages, and the rules a compiler can't hold.
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.agentbus");

    @Test
    void findsTheClassesOfEveryStage() {
        for (String stage :
                new String[] {"events", "log", "ingest", "process", "sink", "view", "engine", "app", "cli"}) {
            assertThat(CLASSES.stream().filter(c -> c.getPackageName().startsWith("dev.agentbus." + stage)))
                    .as("classes of dev.agentbus.%s", stage)
                    .isNotEmpty();
        }
    }

    @Test
    void arrowsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("events")
                .definedBy("dev.agentbus.events..")
                .layer("engine")
                .definedBy("dev.agentbus.engine..")
                .layer("log")
                .definedBy("dev.agentbus.log..")
                .layer("ingest")
                .definedBy("dev.agentbus.ingest..")
                .layer("process")
                .definedBy("dev.agentbus.process..")
                .layer("sink")
                .definedBy("dev.agentbus.sink..")
                .layer("view")
                .definedBy("dev.agentbus.view..")
                .layer("app")
                .definedBy("dev.agentbus.app..")
                .layer("cli")
                .definedBy("dev.agentbus.cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("app")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("view")
                .mayOnlyBeAccessedByLayers("app", "cli")
                .whereLayer("sink")
                .mayOnlyBeAccessedByLayers("app", "cli")
                .whereLayer("ingest")
                .mayOnlyBeAccessedByLayers("app", "cli")
                .whereLayer("process")
                .mayOnlyBeAccessedByLayers("sink", "view", "app", "cli")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("app", "cli")
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("ingest", "process", "sink", "view", "app", "cli")
                .whereLayer("events")
                .mayOnlyBeAccessedByLayers("engine", "log", "ingest", "process", "sink", "view", "app", "cli")
                .check(CLASSES);
    }

    @Test
    void noSinkSeesAnother() {
        slices().matching("dev.agentbus.sink.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void readsObjectsFromNoStream() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(java.io.ObjectInputStream.class)
                .because("Java serialisation is a door for attackers")
                .check(CLASSES);
    }
}
