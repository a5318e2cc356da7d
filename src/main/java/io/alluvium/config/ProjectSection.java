package io.alluvium.config;

import io.alluvium.config.ProjectConfig.CatalogSettings;
import io.alluvium.failure.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The outermost section of {@code project.conf} and the small ones beneath it. */
final class ProjectSection {
    static final Key<String> PROJECT =
            Key.required("project", Form.text(), "Name of the project; it owns the tables it makes.");
    static final Key<HoconSection> WAREHOUSE = Key.<HoconSection>optional(
                    "warehouse", Form.section(), "Where the tables lie.")
            .defaultsTo("warehouse { path = warehouse }");
    static final Key<Map<String, Object>> VARS =
            Key.optional("vars", Form.scalarByName(), "Values that SQL uses as `:name`.");
    static final Key<List<HoconSection>> SOURCES =
            Key.optional("sources", Form.sections(), "Systems that data comes from, by a name of your own.");
    static final Key<List<HoconSection>> EXPORTS =
            Key.optional("exports", Form.sections(), "Databases that tables are brought into, by a name of your own.");
    static final Key<HoconSection> CATALOG = Key.optional(
            "catalog",
            Form.section(),
            "A Hive metastore or AWS Glue, in which tables are registered after their commits.");
    static final Key<HoconSection> RUN = Key.optional("run", Form.section(), "Limits of a run.");
    static final Key<HoconSection> DEPLOY =
            Key.optional("deploy", Form.section(), "Where `alluvium deploy` has runs made.");
    static final Keys KEYS = Keys.of(
                    "",
                    "The outermost keys of `project.conf`.",
                    PROJECT,
                    WAREHOUSE,
                    VARS,
                    SOURCES,
                    EXPORTS,
                    CATALOG,
                    RUN,
                    DEPLOY)
            .butNotYet("engine");

    static final Key<Integer> PARALLEL = Key.optional(
                    "parallel", Form.integer(1, 1024), "Steps that compute at the same time.")
            .defaultsTo("the number of cores");
    static final Key<Integer> RETRIES = Key.of(
            "retries",
            Form.integer(0, 100),
            2,
            "`2`",
            "How often a step is tried again when a source or the storage failed.");
    static final Keys RUN_KEYS = Keys.of("run", "Limits of a run.", PARALLEL, RETRIES);

    private static final Set<String> RESERVED = Set.of("run_time", "run_date", "window_start", "window_end");

    private final Path directory;
    private final Optional<String> environment;
    private final ProjectReader.Sections sources;
    private final ProjectReader.Sections exports;

    ProjectSection(
            Path directory,
            Optional<String> environment,
            ProjectReader.Sections sources,
            ProjectReader.Sections exports) {
        this.directory = directory;
        this.environment = environment;
        this.sources = sources;
        this.exports = exports;
    }

    /** Empty where anything was refused, here or beneath. */
    Optional<ProjectConfig> read(HoconSection root) {
        root.accept(KEYS);
        Optional<String> name = root.read(PROJECT).filter(value -> isProjectName(root, value));
        Optional<WarehouseSection> warehouse = warehouse(root);
        Map<String, Object> variables = variables(root);
        sources.read(directory, root.read(SOURCES).orElse(List.of()));
        exports.read(directory, root.read(EXPORTS).orElse(List.of()));
        Optional<CatalogSettings> catalog =
                root.read(CATALOG).flatMap(section -> CatalogSection.read(section, name.orElse("project")));
        RunLimits run = run(root);
        Optional<DeployConfig> deploy = root.read(DEPLOY).map(DeploySection::read);
        if (name.isEmpty() || warehouse.isEmpty()) {
            return Optional.empty();
        }
        return warehouse.map(place -> new ProjectConfig(
                name.orElseThrow(),
                directory,
                environment,
                place.path(),
                place.s3(),
                variables,
                catalog,
                run,
                deploy,
                root.files()));
    }

    private static boolean isProjectName(HoconSection root, String value) {
        if (value.matches("[a-z][a-z0-9_-]{0,63}")) {
            return true;
        }
        String proposal = value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "_");
        root.refuse(root.problem(PROJECT, ErrorCode.BAD_NAME, "project = \"" + value + "\" is not allowed")
                .marking(value)
                .because("lower case letters, digits, _ and -, at most 64, a letter first")
                .didYouMean(Optional.of(proposal).filter(p -> p.matches("[a-z][a-z0-9_-]{0,63}"))));
        return false;
    }

    private Optional<WarehouseSection> warehouse(HoconSection root) {
        if (!root.has(WAREHOUSE) && root.origin().isPresent()) {
            String origin = root.origin().get();
            root.refuse(root.problem(WAREHOUSE, ErrorCode.MISSING_KEY, "warehouse is missing")
                    .because("the project lies in " + origin + ", and this machine has only a copy of it")
                    .fixedBy("warehouse { path = \"" + origin + "/warehouse\" }"));
            return Optional.empty();
        }
        return root.has(WAREHOUSE)
                ? root.read(WAREHOUSE).flatMap(section -> WarehouseSection.read(directory, section))
                : Optional.of(WarehouseSection.beside(directory));
    }

    private static Map<String, Object> variables(HoconSection root) {
        return root.read(VARS).orElse(Map.of()).entrySet().stream()
                .filter(entry -> isVariableName(root, entry.getKey()))
                .collect(
                        java.util.LinkedHashMap::new,
                        (map, entry) -> map.put(entry.getKey(), entry.getValue()),
                        Map::putAll);
    }

    private static boolean isVariableName(HoconSection root, String name) {
        boolean reserved = RESERVED.contains(name);
        boolean good = !reserved && name.matches("[A-Za-z_][A-Za-z0-9_]*");
        if (!good) {
            root.refuse(root.problem(VARS, ErrorCode.BAD_NAME, "vars." + name + " is not allowed as a name")
                    .marking(name)
                    .because(
                            reserved ? "Alluvium sets :" + name + " itself" : "letters, digits and _, no digit first"));
        }
        return good;
    }

    private static RunLimits run(HoconSection root) {
        int cores = Runtime.getRuntime().availableProcessors();
        Optional<HoconSection> section = root.read(RUN);
        section.ifPresent(run -> run.accept(RUN_KEYS));
        return new RunLimits(
                section.flatMap(run -> run.read(PARALLEL)).orElse(cores),
                section.flatMap(run -> run.read(RETRIES)).or(RETRIES::fallback).orElseThrow());
    }
}
