package io.alluvium.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawColumnsTest {
    private static final TableName ORDERS = new TableName(Layer.RAW, "orders");

    @Test
    void rawHasTheSourcesColumnsThenThoseOfEveryLoadThenThoseOfTheRows() {
        StructType rows = StructType.fromDDL("id int, _file string, name string, _source_version bigint");

        assertThat(RawColumns.of(rows).fieldNames())
                .containsExactly("id", "name", "_batch", "_run_id", "_loaded_at", "_file", "_source_version");
        assertThat(RawColumns.sourceColumns(RawColumns.of(rows)))
                .extracting(StructField::name)
                .containsExactly("id", "name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "id|ID"     | the columns "id" and "ID" of raw.orders differ only in case
            "id| "      | raw.orders has a column without a name
            "_OP"       | the column "_OP" of raw.orders has a name that Alluvium keeps for its own columns
            "_corrupt"  | the column "_corrupt" of raw.orders has a name that Alluvium keeps for its own columns
            "_Commit_Version" | the column "_Commit_Version" of raw.orders has the name of a column of Delta's change feed, without which no model could read the table
            "a b"       | the column "a b" of raw.orders has a character that Delta refuses in names: one of space , ; { } ( ) = tab, line break
            """)
    void aNameThatRawCannotHoldIsRefused(String names, String message) {
        assertThat(RawColumns.refusal(ORDERS, List.of(names.split("\\|"))))
                .map(Problem::message)
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            id;name                             | id;name
            _file;_OP;_change_type              | source_file;source_OP;source_change_type
            _file;source_file;SOURCE_FILE_2     | source_file_3;source_file;SOURCE_FILE_2
            net (EUR);a=b;tab\tname             | net_EUR;a_b;tab_name
            Name;name;NAME                      | Name;name_2;NAME_3
            a b;a_b;(_)                         | a_b_2;a_b;column
            """)
    void forNamesThatRawCannotHoldThereAreOthers(String names, String proposals) {
        List<String> unescaped = List.of(names.replace("\\t", "\t").split(";"));
        assertThat(RawColumns.proposals(unescaped)).containsExactly(proposals.split(";"));
        assertThat(RawColumns.refusal(ORDERS, RawColumns.proposals(unescaped))).isEmpty();
    }

    @Test
    void otherNamesAreTaken() {
        assertThat(RawColumns.refusal(ORDERS, List.of("id", "größe", "_id", "a`b", "a.b")))
                .isEmpty();
    }

    @Test
    void aTableSaysWhoseItIsAndWhetherItOnlyGrows() {
        assertThat(Ownership.project(Ownership.of("shop"))).contains("shop");
        assertThat(Ownership.project(Ownership.ofLog("shop"))).contains("shop");
        assertThat(Ownership.project(Map.of())).isEmpty();
        assertThat(Ownership.isLog(Ownership.ofLog("shop"))).isTrue();
        assertThat(Ownership.isLog(Ownership.of("shop"))).isFalse();
    }
}
