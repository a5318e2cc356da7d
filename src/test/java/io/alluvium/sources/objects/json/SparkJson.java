package io.alluvium.sources.objects.json;

import io.alluvium.fixture.BatchText;
import io.alluvium.sources.objects.json.JsonShape.Framing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.CreateJacksonParser;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonParser;
import org.apache.spark.sql.catalyst.util.FailureSafeParser;
import org.apache.spark.sql.catalyst.util.PermissiveMode$;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.Iterator;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Nil$;

/** What Spark's reader of JSON makes of a file: with the schema given, in its mode of every day. */
final class SparkJson {
    private final StructType columns;
    private final FailureSafeParser<UTF8String> parser;

    SparkJson(StructType columns) {
        this.columns = columns;
        JacksonParser jackson = new JacksonParser(
                columns, new JSONOptions(Map$.MODULE$.empty(), "UTC", "_corrupt_record"), false, seq());
        this.parser = new FailureSafeParser<>(
                text -> jackson.parse(text, CreateJacksonParser::utf8String, same -> same),
                PermissiveMode$.MODULE$,
                columns,
                "_corrupt_record");
    }

    @SuppressWarnings("unchecked")
    private static <T> scala.collection.immutable.Seq<T> seq() {
        return (scala.collection.immutable.Seq<T>) Nil$.MODULE$;
    }

    /** Each row as {@link ReadJson} spells it; rows without any value are left out. */
    List<String> rows(Framing framing, String file) {
        List<String> found = new ArrayList<>();
        String[] records = framing == Framing.LINES ? file.split("\r\n|\n|\r") : new String[] {file};
        for (String record : records) {
            if (!record.isBlank()) {
                Iterator<InternalRow> rows =
                        parser.parse(UTF8String.fromBytes(record.getBytes(StandardCharsets.ISO_8859_1)));
                while (rows.hasNext()) {
                    String row = BatchText.values(rows.next(), columns);
                    if (!row.matches("(null(, )?)*")) {
                        found.add(row);
                    }
                }
            }
        }
        return found;
    }
}
