package io.alluvium;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "io.alluvium";

    /** A package may import only packages above it. */
    private static final List<String> ORDER = List.of(
            "domain",
            "failure",
            "secret",
            "config",
            "column",
            "lake",
            "model",
            "journal",
            "source",
            "sources",
            "load",
            "plan",
            "transform",
            "quality",
            "publish",
            "verify",
            "report",
            "run",
            "cli");

    /** What is in {@code source}, which has one list more: of itself, where the contract stands, and of its parts. */
    private static final List<String> ORDER_IN_SOURCE = List.of(
            "source.keys", "source.budget", "source.image", "source", "source.window", "source.survey", "source.sql");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static String stage(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).split("\\.")[0];
    }

    @Test
    void everyPackageIsInTheList() {
        TreeSet<String> found = new TreeSet<>();
        CLASSES.forEach(type -> found.add(stage(type)));
        found.remove("");
        assertThat(found).containsExactlyInAnyOrderElementsOf(ORDER);
    }

    @Test
    void aPackageImportsOnlyPackagesAboveIt() {
        List<String> violations = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            type.getDirectDependenciesFromSelf().stream()
                    .filter(dependency ->
                            dependency.getTargetClass().getPackageName().startsWith(ROOT))
                    .filter(dependency ->
                            ORDER.indexOf(stage(dependency.getTargetClass())) > ORDER.indexOf(stage(type)))
                    .filter(dependency -> !stage(type).isEmpty())
                    .forEach(dependency -> violations.add(dependency.getDescription()));
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void aPartOfSourceImportsOnlyPartsAboveIt() {
        List<String> violations = new ArrayList<>();
        TreeSet<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (stage(type).equals("source")) {
                found.add(part(type));
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith(ROOT + ".source"))
                        .filter(dependency -> ORDER_IN_SOURCE.indexOf(part(dependency.getTargetClass()))
                                > ORDER_IN_SOURCE.indexOf(part(type)))
                        .forEach(dependency -> violations.add(dependency.getDescription()));
            }
        }
        assertThat(violations).isEmpty();
        assertThat(found).containsExactlyInAnyOrderElementsOf(ORDER_IN_SOURCE);
    }

    private static String part(JavaClass type) {
        return type.getPackageName().substring(ROOT.length() + 1);
    }

    @Test
    void theKindsOfSourcesDoNotSeeEachOther() {
        noClasses()
                .that()
                .resideInAPackage("..sources.postgres..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..sources.objects..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("..sources.objects..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..sources.postgres..")
                .check(CLASSES);
    }

    @Test
    void libraryFencesHold() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..alluvium.config..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.typesafe..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..alluvium.lake..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.delta..")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark.sql.delta..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..alluvium.domain..",
                        "..alluvium.failure..",
                        "..alluvium.secret..",
                        "..alluvium.config..",
                        "..alluvium.plan..",
                        "..alluvium.journal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineExitsAndAsksTheSystemClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..alluvium.cli..")
                .and()
                .doNotHaveSimpleName("Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager)(\\$.*)?")
                .orShould()
                .haveSimpleNameStartingWith("Common")
                .orShould()
                .haveSimpleNameStartingWith("Base")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .check(CLASSES);
    }

    @Test
    void noStaticFieldCanChange() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
    }

    /** Two threads that begin at either end of such a pair wait for each other for ever. */
    @Test
    void noClassNeedsItsOwnSubclassToBeInitialised() {
        List<String> pairs = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            type.getStaticInitializer().stream()
                    .flatMap(initializer -> initializer.getConstructorCallsFromSelf().stream())
                    .map(JavaConstructorCall::getTargetOwner)
                    .filter(made -> !made.equals(type) && made.isAssignableTo(type.getName()))
                    .filter(made -> !made.isAnonymousClass() && !type.isEnum())
                    .forEach(made -> pairs.add(type.getName() + " makes " + made.getName()));
        }
        assertThat(pairs).isEmpty();
    }

    @Test
    void concreteClassesAreFinal() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        List<String> unmarked = new ArrayList<>();
        TreeSet<String> packages = new TreeSet<>();
        CLASSES.forEach(type -> packages.add(type.getPackageName()));
        for (String name : packages) {
            Path info = Path.of("src/main/java", name.replace('.', '/'), "package-info.java");
            if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
                unmarked.add(name);
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void theListIsToldAlikeInTheRootPackageAndInArchitectureMd() throws IOException {
        assertThat(listed(Path.of("src/main/java/io/alluvium/package-info.java"), "<li>\\{@code (\\w+)\\}"))
                .isEqualTo(ORDER);
        assertThat(listed(Path.of("ARCHITECTURE.md"), "(?m)^\\d+\\. `(\\w+)`")).isEqualTo(ORDER);
    }

    @Test
    void everyTypeThatArchitectureMdNamesExists() throws IOException {
        TreeSet<String> types = new TreeSet<>();
        CLASSES.forEach(type -> types.add(type.getSimpleName()));
        assertThat(listed(Path.of("ARCHITECTURE.md"), "`([A-Z]\\w+)`")).isSubsetOf(types);
    }

    private static List<String> listed(Path file, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
        List<String> names = new ArrayList<>();
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
