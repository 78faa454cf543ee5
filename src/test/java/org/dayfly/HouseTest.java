package org.dayfly;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The plan of the house: which room may look into which. The order is the path of a connection, from the street in. */
@AnalyzeClasses(packages = "org.dayfly", importOptions = DoNotIncludeTests.class)
final class HouseTest {
    @ArchTest
    static final ArchRule importsRunDownward = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("door")
            .definedBy("org.dayfly")
            .layer("command")
            .definedBy("..command..")
            .layer("frontend")
            .definedBy("..frontend..")
            .layer("session")
            .definedBy("..session..")
            .layer("backend")
            .definedBy("..backend..")
            .layer("pipe")
            .definedBy("..pipe..")
            .layer("database")
            .definedBy("..database..")
            .layer("transport")
            .definedBy("..transport..")
            .layer("cluster")
            .definedBy("..cluster..")
            .layer("protocol")
            .definedBy("org.dayfly.protocol..")
            .layer("config")
            .definedBy("..config..")
            .layer("telemetry")
            .definedBy("..telemetry..")
            .whereLayer("door")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("command")
            .mayOnlyBeAccessedByLayers("door")
            .whereLayer("frontend")
            .mayOnlyBeAccessedByLayers("door")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("door", "frontend")
            .whereLayer("backend")
            .mayOnlyBeAccessedByLayers("door", "session")
            .whereLayer("pipe")
            .mayOnlyBeAccessedByLayers("session")
            .whereLayer("database")
            .mayOnlyBeAccessedByLayers("door", "command", "session")
            .whereLayer("transport")
            .mayOnlyBeAccessedByLayers("door", "frontend", "backend")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("door", "command", "session", "database")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("door", "command", "frontend", "session", "backend", "database");

    @ArchTest
    static final ArchRule noRoomLooksIntoOneThatLooksIntoIt =
            slices().matching("org.dayfly.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule configStandsOnTelemetryAlone = noClasses()
            .that(resideInAnyPackage("..config..", "..telemetry.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "org.dayfly",
                    "..command..",
                    "..frontend..",
                    "..session..",
                    "..backend..",
                    "..pipe..",
                    "..database..",
                    "..transport..",
                    "..cluster..",
                    "org.dayfly.protocol.."));

    @ArchTest
    static final ArchRule protocolKnowsNoChannel = noClasses()
            .that()
            .resideInAPackage("org.dayfly.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.channel..", "io.netty.handler..");

    @ArchTest
    static final ArchRule sqlIsSpokenInDatabaseAlone = noClasses()
            .that()
            .resideOutsideOfPackage("..database..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.sql\\.(Statement|PreparedStatement|CallableStatement|ResultSet)");
}
