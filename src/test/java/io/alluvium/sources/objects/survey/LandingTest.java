package io.alluvium.sources.objects.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What columns tell of the tool that wrote them. */
class LandingTest {
    private static final FileGroup PLAIN =
            new FileGroup("t", ".csv", List.of("t/*.csv"), List.of("t/1.csv"), List.of());
    private static final FileGroup CHANGES = new FileGroup(
            "t", ".csv", List.of("t/*.csv"), List.of("t/LOAD0000000A.csv", "t/20261120-101010123.csv"), List.of());

    private static Optional<Landing> of(String columns, FileGroup group) {
        return Landing.of(StructType.fromDDL(columns), group, Landing.Hints.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            _airbyte_ab_id string, _airbyte_emitted_at bigint, id bigint | [_airbyte_emitted_at] | - | -
            _airbyte_raw_id string, _airbyte_extracted_at timestamp, _ab_cdc_lsn string, _ab_cdc_deleted_at string, id int | [_airbyte_extracted_at] | _ab_cdc_deleted_at is not null | -
            _airbyte_raw_id string, _airbyte_extracted_at bigint, _airbyte_generation_id bigint, _ab_cdc_cursor bigint, _ab_cdc_log_pos bigint, id int | [_airbyte_generation_id, _ab_cdc_cursor, _airbyte_extracted_at] | - | -
            _airbyte_raw_id string, _airbyte_extracted_at bigint, _airbyte_data struct<id:int> | [_airbyte_extracted_at] | - | the values lie within _airbyte_data
            _airbyte_raw_id string, _airbyte_extracted_at string, id int | [] | - | _airbyte_extracted_at is no number and no time here
            _fivetran_synced timestamp, _fivetran_deleted boolean, id int | [_fivetran_synced] | _fivetran_deleted | -
            _fivetran_synced timestamp, _fivetran_deleted string, id int | [_fivetran_synced] | _fivetran_deleted | _fivetran_deleted is no truth value here
            _fivetran_synced timestamp, _fivetran_active boolean, id int | [_fivetran_synced] | - | in history mode
            _sdc_batched_at timestamp, _sdc_extracted_at timestamp, id int | [_sdc_extracted_at, _sdc_batched_at] | - | -
            _dlt_id string, _dlt_parent_id string, _dlt_list_idx bigint | [] | - | these rows are elements of a list
            """)
    void columnsOrderVersionsAndMarkDeletedRows(String columns, String order, String deleted, String obstacle) {
        assertThat(of(columns, PLAIN)).hasValueSatisfying(landing -> {
            assertThat(landing.order()).hasToString(order);
            assertThat(landing.deleted()).isEqualTo(Optional.ofNullable(deleted));
            assertThat(landing.obstacle().isPresent()).isEqualTo(obstacle != null);
            landing.obstacle().ifPresent(why -> assertThat(why).startsWith(obstacle));
        });
    }

    @Test
    void aColumnNamedOpIsDmssInFilesThatAreNamedAsItsOwnAlone() {
        assertThat(of("Op string, id int", CHANGES)).hasValueSatisfying(landing -> {
            assertThat(landing.deleted()).contains("Op = 'D'");
            assertThat(landing.order()).isEmpty();
        });
        assertThat(of("Op string, id int", PLAIN)).isEmpty();
        assertThat(of("id int, name string", CHANGES)).isEmpty();
    }

    @Test
    void columnsThatAreCalledLikeAKeyMayBeOne() {
        StructType columns = StructType.fromDDL("total int, Category_ID int, category int, ID int, other_id int");
        assertThat(Landing.keyCandidates(columns, "categories")).containsExactly("ID", "Category_ID", "category");
    }
}
