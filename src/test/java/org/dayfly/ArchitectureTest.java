package org.dayfly;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks which packages import each other, and how large packages and files are. */
@AnalyzeClasses(packages = "org.dayfly", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final Path SOURCE = Path.of("src/main/java/org/dayfly");
    private static final int FILES_IN_A_PACKAGE = 30;
    private static final int LINES_IN_A_FILE = 250;
    private static final int COLUMNS = 120;

    /** From the client inward: each package, and the packages that it may import. The root may import all. */
    private static final String IMPORTS = """
            command          background cluster.embedded command.database command.servers config config.server
            command          config.value machine protocol server server.registry telemetry
            command.database command.servers config config.value protocol server server.content server.registry
            command.servers  cluster cluster.embedded config config.server config.value machine server server.registry
            command.servers  telemetry
            background       config.value machine
            junit            client config.value machine
            client           background config.value machine
            admin            admin.page
            admin            admin.metrics config config.value frontend placement protocol server server.registry
            admin            server.directory session
            admin.metrics    placement protocol server server.directory server.lease server.registry server.warm session
            admin.page       placement protocol server server.directory server.lease server.registry server.warm
            admin.page       server.content session
            frontend         config config.value protocol session session.request telemetry transport
            session          backend cluster config config.value pipe placement protocol server server.create
            session          server.lease server.live server.ready server.registry session.request
            session.request  backend cluster config config.value placement protocol server server.create server.ready
            session.request  server.registry
            placement        config config.server config.value protocol server server.directory server.lease
            placement        server.live
            placement        server.ready server.registry server.task
            server           backend cluster config config.value protocol server.content server.copy server.create
            server           server.directory server.drop server.lease server.live server.ready server.registry
            server           server.task server.warm sql transport
            server.ready     backend cluster config config.value protocol server.live server.registry server.warm
            server.ready     server.task sql transport
            server.directory server.registry server.task sql
            server.live      protocol server.drop server.lease server.registry server.task
            server.lease     config config.value protocol server.copy server.create server.directory server.drop
            server.lease     server.registry server.task server.warm sql
            server.drop      cluster config.value protocol server.copy server.registry sql
            server.content   cluster protocol server.registry sql
            server.copy      cluster config config.value protocol script script.parse server.create server.registry
            server.copy      server.task sql
            server.warm      config config.value protocol server.create server.registry server.task
            server.create    cluster config config.value protocol server.registry sql
            server.task      cluster protocol server.registry sql
            server.registry  cluster config config.value protocol sql
            script           script.parse sql
            script.parse
            sql
            backend          config config.server config.value protocol transport
            pipe
            cluster.embedded cluster cluster.programs config config.server config.value machine
            cluster.programs cluster config.value machine
            cluster          config config.server config.value machine
            machine          config.value
            transport        config
            protocol         config.value
            config.file      config config.server config.value telemetry
            config           config.server config.value telemetry
            config.server    config.value
            config.value
            telemetry
            """;

    private static String full(String name) {
        return "org.dayfly." + name;
    }

    private static Map<String, List<String>> imports() {
        Map<String, List<String>> imports = new TreeMap<>();
        for (String line : IMPORTS.lines().toList()) {
            List<String> words = List.of(line.trim().split(" +", -1));
            imports.computeIfAbsent(words.get(0), name -> new ArrayList<>()).addAll(words.subList(1, words.size()));
        }
        return imports;
    }

    @ArchTest
    static void aPackageImportsOnlyThePackagesThatItsLineNames(JavaClasses classes) {
        imports().forEach((name, allowed) -> {
            List<String> known =
                    new ArrayList<>(allowed.stream().map(ArchitectureTest::full).toList());
            known.add(full(name));
            noClasses()
                    .that(resideInAPackage(full(name)))
                    .should()
                    .dependOnClassesThat(resideInAPackage("org.dayfly..")
                            .and(resideInAnyPackage(known.toArray(new String[0]))
                                    .negate()))
                    .check(classes);
        });
    }

    @ArchTest
    static void eachPackageHasALineInTheListOfImports(JavaClasses classes) {
        assertThat(classes.stream().map(each -> each.getPackageName()).distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("org.dayfly"),
                                imports().keySet().stream().map(ArchitectureTest::full))
                        .toList());
    }

    @ArchTest
    static final ArchRule packagesDoNotImportEachOtherInACycle =
            slices().matching("org.dayfly.(**)").should().beFreeOfCycles();

    /** The classes of these packages, which must not use each other in a cycle. */
    private static final SliceAssignment CLASSES_OF_THE_SERVER = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass each) {
            return each.getPackageName().matches("org\\.dayfly\\.(server|placement|script|sql)\\b.*")
                    ? SliceIdentifier.of(each.getName().replaceAll("\\$.*", ""))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "classes of server, placement, script and sql";
        }
    };

    @ArchTest
    static final ArchRule classesOfTheServerDoNotUseEachOtherInACycle =
            slices().assignedFrom(CLASSES_OF_THE_SERVER).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule protocolUsesNoNettyChannel = noClasses()
            .that()
            .resideInAPackage("org.dayfly.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.channel..", "io.netty.handler..");

    @ArchTest
    static final ArchRule onlyPackagesOfTheServerRunStatements = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.dayfly.server..", "org.dayfly.sql..", "org.dayfly.script..", "org.dayfly.junit")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.sql\\.(Statement|PreparedStatement|CallableStatement|ResultSet)");

    @Test
    void noPackageHasTooManyFiles() throws IOException {
        Map<Path, Integer> files = new TreeMap<>();
        for (Path file : sources()) {
            files.merge(file.getParent(), 1, Integer::sum);
        }
        files.remove(SOURCE.resolve("protocol")); // one message a file
        files.values().removeIf(count -> count <= FILES_IN_A_PACKAGE);
        assertThat(files)
                .as("packages with more than %d files", FILES_IN_A_PACKAGE)
                .isEmpty();
    }

    @Test
    void noFileHasTooManyLines() throws IOException {
        Map<Path, Integer> lines = new TreeMap<>();
        for (Path file : sources()) {
            lines.put(file, Files.readAllLines(file).size());
        }
        lines.values().removeIf(count -> count <= LINES_IN_A_FILE);
        assertThat(lines).as("files with more than %d lines", LINES_IN_A_FILE).isEmpty();
    }

    @Test
    void noLineIsTooLong() throws IOException {
        List<String> longLines = new ArrayList<>();
        for (Path file : sources()) {
            Files.readAllLines(file).stream()
                    .filter(line -> line.length() > COLUMNS)
                    .forEach(line -> longLines.add(file + ": " + line.strip()));
        }
        assertThat(longLines).as("lines with more than %d characters", COLUMNS).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCE)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .toList();
        }
    }
}
