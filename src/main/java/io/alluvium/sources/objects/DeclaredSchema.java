package io.alluvium.sources.objects;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.RawColumns;
import io.alluvium.spark.grammar.SqlSyntaxException;
import io.alluvium.spark.grammar.SqlText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a project declares for a table. */
final class DeclaredSchema {
    static final Key<String> SCHEMA = Key.<String>optional(
                    "schema", Form.text(), "The columns as Spark DDL: `\"id bigint, name string\"`.")
            .defaultsTo("CSV: all text, named by the header; JSON: inferred; Parquet, ORC and Avro: as the files say");

    private final HoconSection section;
    private final TableName table;
    private final FileFormat format;

    DeclaredSchema(HoconSection section, TableName table, FileFormat format) {
        this.section = section;
        this.table = table;
        this.format = format;
    }

    /** Empty where none is declared, or where it is refused; the section knows which. */
    Optional<StructType> read() {
        return section.read(SCHEMA).flatMap(this::parsed).filter(this::isHeld);
    }

    private Optional<StructType> parsed(String ddl) {
        try {
            return Optional.of(SqlText.columns(ddl));
        } catch (SqlSyntaxException e) {
            Problem problem = problem("schema is no list of columns: " + e.getMessage())
                    .because(e.reason().orElse(""))
                    .fixedBy("schema = \"id bigint, name string, price decimal(12,2), day date\"");
            section.refuse(e.word().map(problem::marking).orElse(problem));
            return Optional.empty();
        }
    }

    private boolean isHeld(StructType columns) {
        List<String> names = Arrays.asList(columns.fieldNames());
        RawColumns.refusal(table, names)
                .ifPresent(problem -> section.refuse(problem.as(ErrorCode.BAD_VALUE)
                        .at(section.placeOf(SCHEMA))
                        .marking("schema")
                        .fixedBy("declare the names that raw shall have, and say in rename what the files call them: "
                                + String.join(", ", RawColumns.proposals(names)))));
        for (StructField field : columns.fields()) {
            if (!format.holds(field.dataType())) {
                section.refuse(problem("no value of a file is a "
                                + field.dataType().sql().toLowerCase(Locale.ROOT))
                        .marking(field.name())
                        .because("column " + field.name())
                        .fixedBy("declare it as string"
                                + (format.nests() ? "" : ", or its parts as columns of their own")));
            }
            if (!field.nullable()) {
                section.refuse(problem("not null of column " + field.name() + " is not kept")
                        .marking(field.name())
                        .because("a file may have no value there")
                        .fixedBy("leave it out, and expect not_null where a model reads the table"));
            }
        }
        return !section.failed();
    }

    private Problem problem(String message) {
        return section.problem(SCHEMA, ErrorCode.BAD_VALUE, message);
    }
}
