package io.alluvium.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.survey.ToyTable;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SchemaPolicyTest {
    private static final StructType RAW = StructType.fromDDL("id int, name string, size int, note string");

    private static Optional<String> refusal(SchemaChange policy, String given) {
        return new SchemaPolicy(policy)
                .refusal(ToyTable.SPEC, RAW, StructType.fromDDL(given))
                .map(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SCHEMA_CHANGED);
                    return problem.message().replace("the columns of raw.orders changed in the source: ", "");
                });
    }

    private static Optional<String> refusal(String given) {
        return refusal(SchemaChange.ADD, given);
    }

    @Test
    void theSameColumnsInAnyOrderPassAndAddedOnesWhereTheyMay() {
        assertThat(refusal("note string, size int, name string, id int")).isEmpty();
        assertThat(refusal("id int, name string, size int, note string, more date"))
                .isEmpty();
        assertThat(refusal(SchemaChange.STOP, "id int, name string, size int, note string, more date"))
                .contains("+ more date");
    }

    @Test
    void whatIsGoneRetypedOrSpelledOtherwiseIsTheDifference() {
        assertThat(refusal("id bigint, name string, size int")).contains("~ id int -> bigint, - note string");
        assertThat(refusal("id int, Name string, size int, note string")).contains("~ name is now written Name");
    }

    @Test
    void aNewNameOfTheSameTypeInTheOldOnesPlaceLooksRenamed() {
        assertThat(refusal("id int, full_name string, size int, note string"))
                .contains("looks renamed: name → full_name");
        assertThat(refusal(SchemaChange.STOP, "id int, full_name string, size int, text string"))
                .contains("looks renamed: name → full_name, looks renamed: note → text");
    }

    @Test
    void theOnlyNewNameOfTheTypeIsTakenWhereItMovedAndOneAmongSeveralIsNot() {
        assertThat(refusal("id int, size int, note string, title string")).contains("looks renamed: name → title");
        assertThat(refusal("id int, size int, note string, title string, heading string"))
                .contains("- name string");
        assertThat(refusal("id int, size int, note string, title int")).contains("- name string");
    }
}
