package io.alluvium.sources.objects;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.raw.RawColumns;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** The keys of a table that say what its files' paths tell. */
final class PathSection {
    static final Key<List<String>> PARTITIONS = Key.optional(
            "partitions",
            Form.texts(),
            "Folders `name=value` whose values are columns, by name: `[year, country]`. They are text where `schema` does not"
                    + " say otherwise, and stand behind the columns of the files themselves.");
    static final Key<PathRules.Compression> COMPRESSION = Key.of(
            "compression",
            Form.word(PathRules.Compression.class),
            PathRules.Compression.AUTO,
            "`auto`",
            "How text files are packed. `auto`: as the end of each name says, `.gz`, `.zst`, `.bz2` or `.zip`. Of an archive"
                    + " all files are read.");

    private final HoconSection table;

    PathSection(HoconSection table) {
        this.table = table;
    }

    /** @param schema the columns, where the project declares them */
    PathRules read(TableName name, Optional<StructType> schema) {
        List<String> partitions = table.has(PARTITIONS) ? table.read(PARTITIONS).orElse(List.of()) : List.of();
        RawColumns.refusal(name, partitions)
                .ifPresent(problem -> table.refuse(problem.as(ErrorCode.BAD_VALUE)
                        .at(table.placeOf(PARTITIONS))
                        .marking("partitions")));
        schema.ifPresent(columns -> partitions.forEach(partition -> requireScalar(partition, columns)));
        return new PathRules(partitions, table.read(COMPRESSION).orElse(PathRules.Compression.AUTO));
    }

    private void requireScalar(String partition, StructType columns) {
        RowShape.find(columns, partition)
                .filter(field -> !ValueDecoder.supports(field.dataType()))
                .ifPresent(field -> table.refuse(table.problem(
                                PARTITIONS,
                                ErrorCode.BAD_VALUE,
                                "no folder's name is a " + field.dataType().simpleString())
                        .marking(partition)
                        .because("column " + partition + " has its values from folders")
                        .fixedBy("declare it in schema as a number, a date or a string")));
    }
}
