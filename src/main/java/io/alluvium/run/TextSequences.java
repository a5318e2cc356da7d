package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import io.alluvium.plan.PlannedStep;
import io.alluvium.source.ReadPlan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Says of planned models which of them order the versions of a row by text, as far as columns are known. */
final class TextSequences {
    private final Warehouse warehouse;
    private final Map<TableName, StructType> read = new HashMap<>();

    /** @param steps as far as they will read, see {@link Forecast} */
    TextSequences(Warehouse warehouse, List<PlannedStep> steps) {
        this.warehouse = warehouse;
        steps.forEach(
                step -> reading(step).flatMap(ReadPlan::schema).ifPresent(schema -> read.put(step.table(), schema)));
    }

    private static Optional<ReadPlan> reading(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public Optional<ReadPlan> extract(PlannedStep.Extract step) {
                return step.reading();
            }

            @Override
            public Optional<ReadPlan> transform(PlannedStep.Transform step) {
                return Optional.empty();
            }

            @Override
            public Optional<ReadPlan> export(PlannedStep.Export step) {
                return Optional.empty();
            }
        });
    }

    PlannedStep of(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<PlannedStep>() {
            @Override
            public PlannedStep extract(PlannedStep.Extract step) {
                return step;
            }

            @Override
            public PlannedStep export(PlannedStep.Export step) {
                return step;
            }

            @Override
            public PlannedStep transform(PlannedStep.Transform step) {
                return Optional.of(step.model())
                        .filter(model -> step.decision().work().mayChange())
                        .flatMap(TextSequences.this::textColumn)
                        .map(column -> new PlannedStep.Transform(
                                step.model(),
                                step.decision()
                                        .noting("orders by " + column
                                                + ", which is text: refused if it holds numbers, or times in more than"
                                                + " one ISO 8601 form"),
                                step.earlier()))
                        .orElse(step);
            }
        });
    }

    private Optional<String> textColumn(Model model) {
        return model.sequenceBy().isEmpty()
                ? Optional.empty()
                : model.reads().stream()
                        .flatMap(table -> schema(table.table()).stream())
                        .flatMap(schema -> Arrays.stream(schema.fields()))
                        .filter(field -> field.dataType() instanceof StringType)
                        .map(StructField::name)
                        .filter(name -> model.sequenceBy().stream().anyMatch(name::equalsIgnoreCase))
                        .findFirst();
    }

    private Optional<StructType> schema(TableName table) {
        return Optional.ofNullable(read.get(table))
                .or(() -> warehouse.lake().current(table).map(TableVersion::schema));
    }
}
