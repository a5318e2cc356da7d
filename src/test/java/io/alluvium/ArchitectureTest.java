package io.alluvium;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
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
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "io.alluvium";

    /** A package may import only packages above it. */
    private static final List<String> ORDER = List.of(
            "domain",
            "failure",
            "secret",
            "storage",
            "config",
            "raw",
            "column",
            "spark",
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
            "export",
            "verify",
            "audit",
            "catalog",
            "report",
            "run",
            "deploy",
            "dbt",
            "cli");

    /** The parts of {@code source}, and the contract itself. */
    private static final List<String> ORDER_IN_SOURCE = List.of(
            "source.keys",
            "source.budget",
            "source.image",
            "source",
            "source.fault",
            "source.target",
            "source.columns",
            "source.catalog",
            "source.window",
            "source.survey",
            "source.digest",
            "source.sql",
            "source.database");

    /** What Spark changes from line to line. */
    private static final String[] SPARK_INSIDE = {
        "org.apache.spark.sql.catalyst..",
        "org.apache.spark.sql.classic..",
        "org.apache.spark.sql.connector..",
        "org.apache.spark.sql.execution..",
        "org.apache.spark.sql.internal.."
    };

    /** Classes outside of the door that need something of Spark's inside all the same, and why. */
    private static final Map<String, String> BESIDE_THE_DOOR =
            Map.of("io.alluvium.lake.TableFiles", "Delta asks its index for files by catalyst's expressions");

    private static final int MOST_PUBLIC = 5;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static String stage(JavaClass type) {
        String name = type.getPackageName();
        return !name.startsWith(ROOT + ".")
                ? ""
                : name.substring(ROOT.length() + 1).split("\\.")[0];
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

    /** The neighbours under {@code sources} do not see each other, and of all others one list alone sees them. */
    @Test
    void onlyTheListOfSourcesNamesASource() {
        String sources = ROOT + ".sources.";
        List<String> found = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            String own = neighbour(type.getPackageName(), sources);
            type.getDirectDependenciesFromSelf().stream()
                    .filter(dependency ->
                            dependency.getTargetClass().getPackageName().startsWith(sources))
                    .filter(dependency -> !neighbour(dependency.getTargetClass().getPackageName(), sources)
                            .equals(own))
                    .filter(dependency -> !type.getName().equals(ROOT + ".sources.SourceTypes"))
                    .forEach(dependency -> found.add(dependency.getDescription()));
        }
        assertThat(found).isEmpty();
    }

    /** One that said nothing would be deployed without the rights and the secrets that it is read by. */
    @Test
    void everySourceSaysWhatItNeeds() {
        List<String> silent = CLASSES.stream()
                .filter(type -> type.isAssignableTo(ROOT + ".source.SourceSpec") && !type.isInterface())
                .filter(type -> type.getAllMethods().stream()
                        .filter(method -> !method.getOwner().getSimpleName().equals("SourceSpec"))
                        .noneMatch(method -> method.getName().equals("needs")))
                .map(JavaClass::getName)
                .toList();
        assertThat(silent).isEmpty();
    }

    /** What sources share lies in parts, which have an order of their own; the contract stands among them. */
    @Test
    void aPartOfSourceImportsOnlyPartsAboveIt() {
        List<String> violations = new ArrayList<>();
        TreeSet<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (stage(type).equals("source")) {
                found.add(part(type));
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> stage(dependency.getTargetClass()).equals("source"))
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

    private static String neighbour(String name, String sources) {
        return name.startsWith(sources) ? name.substring(sources.length()).split("\\.")[0] : "";
    }

    /** A package shows five types at most; what shows more is listed, with the number that it shows and why. */
    private static final Map<String, Map.Entry<Integer, String>> WIDE = Map.ofEntries(
            entry(
                    "column",
                    entry(13, "one type of values a kind of column, and what is filled, handed on and written")),
            entry("config", entry(13, "the words in which each source and model declares its keys")),
            entry("dbt.jinja", entry(7, "a template, its values as types, and what it asks of who renders it")),
            entry("domain", entry(10, "shared words are all there is")),
            entry("failure", entry(6, "what an error says, and how it is found")),
            entry("journal", entry(11, "what is written, what guards it, what a newer version changes")),
            entry(
                    "lake",
                    entry(
                            25,
                            "changes, held keys and rows, versions, libraries and what Spark and Delta make by name")),
            entry("model", entry(12, "a model's parts as values, and what is asked of SQL")),
            entry("plan", entry(14, "what is planned, as values")),
            entry("report", entry(21, "one text and one JSON a command")),
            entry("run", entry(6, "a project as it is asked, and how a run is wanted")),
            entry("source", entry(21, "the contract")),
            entry("source.catalog", entry(7, "what a catalog lists, patterns, names and offers")),
            entry("source.keys", entry(8, "ranges, facts and digests of them, as values")),
            entry(
                    "source.database",
                    entry(12, "what is declared or known of a database, its tables and columns, as values")),
            entry("source.sql", entry(11, "three modes, marks of deleted rows, and what a database answers to each")),
            entry("source.survey", entry(8, "a survey, what it asks a database and the answers as values")),
            entry("source.fault", entry(6, "what errors mean, of logins, of reading and of writing, in words")),
            entry("sources.objects", entry(7, "what a table of files declares, as values")),
            entry("source.window", entry(13, "windows and what journals and people are told of them, as values")),
            entry(
                    "spark.query",
                    entry(7, "a query in a session or over columns alone, what it shows, how a small one runs")),
            entry("verify", entry(6, "two comparisons, and what they find, as values")));

    @Test
    void aPackageShowsFewTypes() {
        TreeMap<String, Integer> shown = new TreeMap<>();
        CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !stage(type).isEmpty())
                .forEach(type -> shown.merge(type.getPackageName().substring(ROOT.length() + 1), 1, Integer::sum));
        shown.values().removeIf(count -> count <= MOST_PUBLIC);
        TreeMap<String, Integer> listed = new TreeMap<>();
        WIDE.forEach((name, why) -> listed.put(name, why.getKey()));
        assertThat(shown).isEqualTo(listed);
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

    /** Why a class below still knows the local file system. */
    private static final Map<String, String> LOCAL_FILES = Map.ofEntries(
            entry("audit.AuditTarget", "the command line names a folder of this machine"),
            entry("lake.StorageLogStore", "Delta's contract has its FileAlreadyExistsException"),
            entry("model.ModelReader", "models are files of the project"),
            entry("report.ErrorText", "says where in the project's files an error is"),
            entry("report.Excerpt", "shows lines of the project's files"),
            entry("report.LogParts", "reads the log's file on this machine"),
            entry("report.RunLog", "Log4j writes to a file of this machine"),
            entry("run.Basis", "digests the jar that the program came in"),
            entry("run.Inventory", "digests the files of the project"),
            entry("source.Inspection", "a person names a certificate's file on the command line"),
            entry("source.Needs", "a certificate is a file of this machine"),
            entry("source.database.DatabaseSection", "the driver wants the certificate as a file of this machine"),
            entry("source.database.DeclaredDatabase", "the driver wants the certificate as a file of this machine"),
            entry("source.database.InspectedDatabase", "a person names a certificate's file on the command line"),
            entry("export.Exports", "relative paths of a project start in its folder"),
            entry("source.target.TargetType", "relative paths of a project start in its folder"),
            entry("sources.postgres.PostgresType", "relative paths of a project start in its folder"),
            entry("source.SourceSection", "relative paths of a project start in its folder"),
            entry("sources.SourceTypes", "relative paths of a project start in its folder"),
            entry("sources.objects.FilesInspection", "a person names a folder on the command line"),
            entry("sources.objects.FileGlob", "the platform's globs match paths of its own"),
            entry("sources.objects.FolderListing", "links of a local folder must not lead out of it"),
            entry("sources.postgres.PostgresSpec", "the driver wants the certificate as a file of this machine"),
            entry("sources.postgres.Faults", "names the certificate's file, which is local"),
            entry("sources.postgres.FormatOptions", "reads the places of secrets and certificates, which are local"),
            entry("sources.mysql.Certificate", "the driver wants the certificate as a file of this machine"),
            entry("sources.mysql.MysqlSection", "the driver wants the certificate as a file of this machine"),
            entry("sources.mysql.Faults", "names the certificate's file, which is local"));

    @Test
    void fromTheLakeToTheRunFilesAreReachedThroughStorageAlone() throws IOException {
        TreeSet<String> local = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (ORDER.indexOf(stage(type)) < ORDER.indexOf("lake")
                    || ORDER.indexOf(stage(type)) > ORDER.indexOf("run")) {
                continue;
            }
            String name = type.getName().substring(ROOT.length() + 1).split("\\$")[0];
            String text = Files.readString(Path.of("src/main/java/io/alluvium", name.replace('.', '/') + ".java"));
            boolean usesFiles = type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getName())
                    .anyMatch(target -> target.startsWith("java.nio.file.") || target.equals("java.io.File"));
            if (usesFiles
                    || Stream.of("\"file:", "java.nio.file.", "java.io.File;").anyMatch(text::contains)) {
                local.add(name);
            }
        }
        assertThat(local).containsExactlyInAnyOrderElementsOf(LOCAL_FILES.keySet());
    }

    @Test
    void onlyTheDoorToSparkDependsOnItsInside() {
        List<String> found = new ArrayList<>();
        CLASSES.stream()
                .filter(type -> !stage(type).equals("spark"))
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> JavaClass.Predicates.resideInAnyPackage(SPARK_INSIDE)
                                .test(dependency.getTargetClass())))
                .forEach(type -> found.add(type.getName()));
        assertThat(found).containsExactlyInAnyOrderElementsOf(BESIDE_THE_DOOR.keySet());
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
