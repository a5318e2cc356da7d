package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.export.ExportSpec;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries what a run will need: the warehouse, each source and each of its tables, each database that is exported to. */
final class Examination {
    private final Definitions definitions;
    private final Warehouse warehouse;

    Examination(Definitions definitions, Warehouse warehouse) {
        this.definitions = definitions;
        this.warehouse = warehouse;
    }

    List<OpenProject.Finding> findings() {
        List<OpenProject.Finding> findings = new ArrayList<>();
        findings.add(warehouseFinding());
        definitions.sources().forEach(source -> examine(source, findings));
        definitions.exports().forEach(export -> findings.add(finding(export)));
        return findings;
    }

    private static OpenProject.Finding finding(ExportSpec export) {
        String what = "export " + export.name();
        try {
            export.target().tryOut();
            List<String> words = new ArrayList<>(List.of(export.target().database() + " answers"));
            words.addAll(export.target().secrets());
            return new OpenProject.Finding(what, true, String.join(", ", words), Optional.empty());
        } catch (AlluviumException e) {
            return failed(what, e);
        }
    }

    private OpenProject.Finding warehouseFinding() {
        try {
            List<TableName> tables = warehouse.lake().tables();
            Optional<String> refusal = warehouse.lake().refusal();
            return new OpenProject.Finding(
                    "warehouse",
                    refusal.isEmpty(),
                    definitions.project().warehouse() + ", " + tables.size() + " tables",
                    refusal.map(this::forbidden));
        } catch (AlluviumException e) {
            return failed("warehouse", e);
        }
    }

    private Problem forbidden(String right) {
        return Problem.of(ErrorCode.WAREHOUSE_REFUSED, "no right to " + right)
                .because("a run writes to " + definitions.project().warehouse())
                .fixedBy("give this user the rights that docs/storage.md lists for the store");
    }

    private static void examine(SourceSpec source, List<OpenProject.Finding> findings) {
        try (Sources sources = Sources.connect(List.of(source), 1)) {
            sources.get(source.name());
            findings.add(new OpenProject.Finding("source " + source.name(), true, answering(source), Optional.empty()));
            for (TableSpec table : sources.specs().get(0).tables()) {
                findings.add(TableFault.within(
                        table, () -> finding(sources, source, table), problem -> refused(table, problem)));
            }
        } catch (AlluviumException e) {
            findings.add(failed("source " + source.name(), e));
        }
    }

    private static String answering(SourceSpec source) {
        String answers = source.type().word() + " answers";
        return source.secrets().isEmpty() ? answers : answers + ", " + String.join(", ", source.secrets());
    }

    private static OpenProject.Finding finding(Sources sources, SourceSpec source, TableSpec table) {
        OpenProject.Finding finding = finding(table, sources.look(source.name(), table, Known.NOTHING));
        return finding.fine()
                ? sources.get(source.name())
                        .missingRight(table)
                        .map(problem -> refused(table, problem))
                        .orElse(finding)
                : finding;
    }

    private static OpenProject.Finding finding(TableSpec table, Look fact) {
        return fact.match(new Look.Cases<>() {
            @Override
            public OpenProject.Finding unchanged(Look.Unchanged unchanged) {
                return new OpenProject.Finding(
                        table.name().toString(), true, "readable, " + unchanged.reason(), Optional.empty());
            }

            @Override
            public OpenProject.Finding changed(Look.Changed changed) {
                return new OpenProject.Finding(
                        table.name().toString(), true, "readable, " + changed.guarantee(), Optional.empty());
            }

            @Override
            public OpenProject.Finding refused(Look.Refused refused) {
                return Examination.refused(table, refused.problem());
            }
        });
    }

    private static OpenProject.Finding refused(TableSpec table, Problem problem) {
        return new OpenProject.Finding(table.name().toString(), false, problem.message(), Optional.of(problem));
    }

    private static OpenProject.Finding failed(String what, AlluviumException e) {
        return new OpenProject.Finding(
                what,
                false,
                e.problems().get(0).message(),
                Optional.of(e.problems().get(0)));
    }
}
