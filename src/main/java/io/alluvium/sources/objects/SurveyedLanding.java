package io.alluvium.sources.objects;

import io.alluvium.column.ColumnBatch;
import io.alluvium.config.HoconSection;
import io.alluvium.source.TableOffer;
import io.alluvium.sources.objects.survey.FileGroup;
import io.alluvium.sources.objects.survey.KeyProof;
import io.alluvium.sources.objects.survey.Landing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Files that another tool wrote: which of their columns are a key is proved by all their rows, or the tool says it. Where
 * neither holds a key is only proposed, and no current rows are made of the versions.
 */
final class SurveyedLanding {
    private final Landing landing;
    private final Landing.Hints hints;
    private final boolean loadedWhole;
    private final List<KeyProof> proofs;

    private SurveyedLanding(Landing landing, Landing.Hints hints, List<KeyProof> proofs) {
        this.landing = landing;
        this.hints = hints;
        this.loadedWhole = landing.operation().isPresent();
        this.proofs = proofs;
    }

    /** Empty where the columns are no tool's. */
    static Optional<SurveyedLanding> of(StructType columns, FileGroup group, Landing.Hints hints) {
        return Landing.of(columns, group, hints).map(landing -> {
            List<String> names = Arrays.asList(columns.fieldNames());
            List<KeyProof> proofs = new ArrayList<>();
            if (!landing.key().isEmpty() && names.containsAll(landing.key())) {
                proofs.add(KeyProof.ofValues(landing.key()));
            } else if (landing.key().isEmpty()) {
                Landing.keyCandidates(columns, group.name())
                        .forEach(name -> proofs.add(new KeyProof(List.of(name), landing.operation())));
            }
            return new SurveyedLanding(landing, hints, proofs);
        });
    }

    /** Types that some of the columns must have, by name. */
    Map<String, DataType> types() {
        return landing.types();
    }

    /** Looks at rows as the project will read them. */
    void see(ColumnBatch batch) {
        proofs.forEach(proof -> proof.see(batch));
    }

    private boolean replaces() {
        return hints.replaces();
    }

    private Optional<KeyProof> proved() {
        return proofs.stream().filter(proof -> proof.refutation().isEmpty()).findFirst();
    }

    /** Whether current rows can be made of the versions. */
    private boolean isKeyed() {
        return !replaces() && landing.obstacle().isEmpty() && proved().isPresent();
    }

    /** Lines of the table's section that say what the rows are. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (replaces()) {
            return List.of("load = replace");
        }
        if (loadedWhole) {
            lines.add("first = \"LOAD*\"");
        }
        if (isKeyed()) {
            lines.add("key = " + list(proved().orElseThrow().columns()));
        } else if (landing.obstacle().isEmpty()) {
            proofs.stream()
                    .limit(1)
                    .forEach(proof -> lines.add("# key = " + list(proof.columns()) + "   # not proved: "
                            + proof.refutation().orElseThrow()));
        }
        return lines;
    }

    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        remarks.add("rows of " + landing.tool() + (isKeyed() ? ", key " + because() : ""));
        if (replaces()) {
            remarks.add("each load takes the place of all before, as " + landing.tool() + " says");
            return remarks;
        }
        landing.obstacle().ifPresent(remarks::add);
        if (!isKeyed() && landing.obstacle().isEmpty()) {
            remarks.add(
                    "no key is proved, so the model has all versions: name the key here, then follow the model's comment");
        }
        remarks.addAll(landing.advice());
        return remarks;
    }

    private String because() {
        return landing.key().isEmpty() ? "proved by all rows" : "as the tool says";
    }

    Optional<TableOffer.Versions> versions() {
        return replaces() || landing.obstacle().isPresent()
                ? Optional.empty()
                : Optional.of(new TableOffer.Versions(
                        isKeyed() ? proved().orElseThrow().columns() : List.of(),
                        landing.order(),
                        landing.deleted(),
                        landing.generation()));
    }

    private static String list(List<String> columns) {
        return columns.stream().map(HoconSection::key).collect(Collectors.joining(", ", "[", "]"));
    }
}
