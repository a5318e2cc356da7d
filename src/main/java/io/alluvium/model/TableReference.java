package io.alluvium.model;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.Mention;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A table as SQL names it. */
final class TableReference {
    private static final Set<String> FORMATS =
            Set.of("delta", "parquet", "csv", "json", "orc", "avro", "text", "xml", "binaryfile", "iceberg");

    private final Mention reference;
    private final Place place;
    private final Set<TableName> known;

    /** @param known tables to propose */
    TableReference(Mention reference, Place place, Set<TableName> known) {
        this.reference = reference;
        this.place = place;
        this.known = known;
    }

    /** Empty for a name that WITH gives, and for what is refused. */
    Optional<TableName> resolve(List<Problem> problems) {
        if (reference.kind() == Mention.Kind.HIDDEN_TABLE) {
            problems.add(refused("IDENTIFIER hides which table is read", "IDENTIFIER"));
            return Optional.empty();
        }
        List<String> parts = reference.name();
        Set<String> ctes = reference.scope();
        if (parts.size() == 1 && ctes.contains(parts.get(0).toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        String written = String.join(".", parts);
        Optional<TableName> table = parts.size() == 2 ? TableName.parse(written) : Optional.empty();
        if (table.isEmpty()) {
            problems.add(refused(parts, written, ctes));
        }
        return table;
    }

    private Problem refused(List<String> parts, String written, Set<String> ctes) {
        String name = parts.get(parts.size() - 1);
        if (parts.size() == 1) {
            Optional<String> meant = known.stream()
                    .filter(table -> table.name().equalsIgnoreCase(name))
                    .sorted()
                    .map(TableName::toString)
                    .findFirst();
            return refused("there is no table " + written + " without a layer", name)
                    .didYouMean(meant.or(() -> DidYouMean.among(ctes, name)));
        }
        if (parts.size() == 2 && FORMATS.contains(parts.get(0).toLowerCase(Locale.ROOT))) {
            return refused("a model reads tables, not paths: " + written, name)
                    .fixedBy("declare the files as a source in project.conf and read raw.<table>");
        }
        if (parts.size() == 2 && Layer.of(parts.get(0)).isEmpty()) {
            List<String> layers =
                    Layer.ofTheWarehouse().stream().map(Layer::label).toList();
            return refused("there is no layer " + parts.get(0), parts.get(0))
                    .didYouMean(DidYouMean.among(layers, parts.get(0)).map(layer -> layer + "." + name));
        }
        return refused("there is no table " + written, name);
    }

    private Problem refused(String message, String marked) {
        return Problem.of(ErrorCode.UNKNOWN_TABLE, message)
                .at(place)
                .marking(marked)
                .because("write layer.name, the layer being raw, curated or aggregate");
    }
}
