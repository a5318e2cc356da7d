package io.alluvium.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.catalog.Catalog;
import io.alluvium.catalog.CatalogTable;
import io.alluvium.config.ProjectConfig.CatalogSettings;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a catalog of tables that it does not know, or knows otherwise. What it was told stands in the state, so that a run in
 * which nothing changed asks it nothing; what it could not be told is missing there, so that the next run tries again.
 */
final class Registering {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(Registering.class);

    private final Warehouse warehouse;
    private final Definitions definitions;

    Registering(Warehouse warehouse, Definitions definitions) {
        this.warehouse = warehouse;
        this.definitions = definitions;
    }

    /** Once the steps have ended, however they did. Throws nothing that the tables could be to blame for. */
    Optional<RunRecord.Registration> after(List<StepRecord> steps) {
        return definitions.project().catalog().map(settings -> {
            List<TableName> registered = new ArrayList<>();
            List<Problem> problems = new ArrayList<>();
            try {
                tell(settings, steps, registered, problems);
            } catch (AlluviumException e) {
                problems.addAll(e.problems());
            } catch (RuntimeException e) {
                LOG.error("a defect of the registration", e);
                problems.add(Problem.of(
                                ErrorCode.DEFECT,
                                "the catalog could not be told: " + e.getClass().getSimpleName())
                        .fixedBy("look at the run's log; the tables are as they should be"));
            }
            problems.forEach(problem ->
                    LOG.warn("{}: {}", problem.message(), problem.label().orElse("")));
            return new RunRecord.Registration(settings.toString(), registered, problems);
        });
    }

    private void tell(
            CatalogSettings settings, List<StepRecord> steps, List<TableName> registered, List<Problem> problems) {
        Map<TableName, String> told = told(settings);
        Map<TableName, String> now = new TreeMap<>(told);
        try (Catalog catalog = Catalog.of(settings)) {
            for (StepRecord step : steps) {
                if (step.table().layer() == Layer.EXPORT) {
                    continue;
                }
                boolean same = step.version().isEmpty() && told.containsKey(step.table());
                Optional<CatalogTable> table = same ? Optional.empty() : table(step.table(), problems);
                if (table.isPresent() && !table.get().fingerprint().equals(told.get(step.table()))) {
                    // Should the answer be lost, the next run tells it once more.
                    now.remove(step.table());
                    if (keep(catalog, table.get(), problems)) {
                        now.put(step.table(), table.get().fingerprint());
                        registered.add(step.table());
                    }
                }
            }
        } finally {
            if (!now.equals(told)) {
                warehouse.journal().saveTold(text(settings, now));
            }
        }
    }

    /** A table that is refused says nothing of the others. */
    private static boolean keep(Catalog catalog, CatalogTable table, List<Problem> problems) {
        try {
            catalog.keep(table);
            return true;
        } catch (AlluviumException e) {
            if (e.problems().get(0).code() != ErrorCode.CATALOG_REFUSED) {
                throw e;
            }
            problems.addAll(e.problems());
            return false;
        }
    }

    /** As it stands after the run; empty where there is none of this project. */
    private Optional<CatalogTable> table(TableName name, List<Problem> problems) {
        try {
            return warehouse
                    .lake()
                    .current(name)
                    .filter(version -> warehouse.owns(definitions.project().name(), version))
                    .map(this::table);
        } catch (AlluviumException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    private CatalogTable table(TableVersion version) {
        Optional<String> comment = definitions.models().stream()
                .filter(model -> model.name().equals(version.name()))
                .findFirst()
                .flatMap(Model::description);
        return new CatalogTable(
                version.name(),
                comment,
                version.schema(),
                warehouse.lake().path(version.name()),
                definitions.project().name());
    }

    /** What this catalog was told; nothing where it was another one. */
    private Map<TableName, String> told(CatalogSettings settings) {
        Map<TableName, String> told = new HashMap<>();
        try {
            JsonNode root = JSON.readTree(warehouse.journal().told().orElse("{}"));
            if (root.path("catalog").asText().equals(identity(settings))) {
                root.path("tables")
                        .fields()
                        .forEachRemaining(table -> TableName.parse(table.getKey())
                                .ifPresent(
                                        name -> told.put(name, table.getValue().asText())));
            }
        } catch (JsonProcessingException e) {
            LOG.warn("what the catalog was told cannot be read; it is told all once more", e);
        }
        return told;
    }

    private static String text(CatalogSettings settings, Map<TableName, String> told) {
        ObjectNode root = JSON.createObjectNode().put("catalog", identity(settings));
        ObjectNode tables = root.putObject("tables");
        new TreeMap<>(told).forEach((table, fingerprint) -> tables.put(table.toString(), fingerprint));
        return root.toPrettyString() + "\n";
    }

    private static String identity(CatalogSettings settings) {
        return settings + " " + new TreeMap<>(settings.databases());
    }
}
