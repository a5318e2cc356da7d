package io.alluvium.run;

import io.alluvium.failure.Problem;
import io.alluvium.lake.TableVersion;
import io.alluvium.load.RawLoader;
import io.alluvium.source.Look;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** Refuses before it is begun what a commit would refuse: a plan says so, and a run leaves no batch unfinished. */
final class Admission {
    private final Warehouse warehouse;
    private final String project;

    Admission(Warehouse warehouse, String project) {
        this.warehouse = warehouse;
        this.project = project;
    }

    /** What a look found, or the refusal of what it found. */
    Look of(Look look, TableSpec table, SourceSpec source, Optional<TableVersion> current) {
        if (current.isEmpty() || !(look instanceof Look.Changed changed)) {
            return look;
        }
        TableVersion raw = current.get();
        Optional<Problem> refusal = refusal(raw)
                .map(problem -> problem.at(table.place()).marking(table.name().name()))
                .or(() -> ofColumns(changed, table, source, raw.schema()));
        return refusal.<Look>map(Look.Refused::new).orElse(look);
    }

    /** Why no commit of this project can come to a table, whatever it holds. */
    Optional<Problem> refusal(TableVersion current) {
        return warehouse.lake().refusal(current, project);
    }

    /** Where only reading tells the columns, only reading tells what has become of them. */
    private static Optional<Problem> ofColumns(
            Look.Changed changed, TableSpec table, SourceSpec source, StructType raw) {
        return changed.reader()
                .plan()
                .schema()
                .flatMap(given -> RawLoader.refusal(source.schemaChange(), table, raw, given));
    }
}
