package io.alluvium.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "a b", "a`b", "``", "a.b", "größe", "select"})
    void aNameIsQuotedAsSparkQuotesIt(String name) {
        assertThat(SqlNames.quoted(name)).isEqualTo(QuotingUtils.quoteIdentifier(name));
    }
}
