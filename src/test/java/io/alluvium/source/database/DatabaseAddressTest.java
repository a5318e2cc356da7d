package io.alluvium.source.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    private static final DatabaseAddress.Scheme POSTGRES =
            new DatabaseAddress.Scheme(List.of("postgres", "postgresql"), 5432);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgres://etl@db.acme:6432/shop    | etl | db.acme   | 6432 | shop
            postgresql://etl@db.acme/shop       | etl | db.acme   | 5432 | shop
            postgres://db.acme                  | me  | db.acme   | 5432 | me
            postgres://etl@/shop                | etl | localhost | 5432 | shop
            postgres:///shop                    | me  | localhost | 5432 | shop
            postgres://etl@[::1]:5433/shop      | etl | [::1]     | 5433 | shop
            postgres://a%40b@h/my%20shop        | a@b | h         | 5432 | my shop
            postgres://etl+1@h/                 | etl+1 | h       | 5432 | etl+1
            """)
    void whatIsLeftOutIsAsLibpqHasIt(String text, String user, String host, int port, String database) {
        assertThat(DatabaseAddress.parse(POSTGRES, "--from", text, "me"))
                .isEqualTo(new DatabaseAddress(user, host, port, database));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://etl:geheim@h/shop",
                "postgres://etl:ge/heim@h/shop",
                "postgres://etl:ge%40heim@h:5432/shop",
                "postgres://etl@h/shop?password=geheim",
                "postgres://etl@h/shop?sslmode=require&password=geheim",
                "mysql://etl:geheim@h/shop"
            })
    void aPasswordInTheAddressIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> DatabaseAddress.parse(POSTGRES, "--from", text, "me"))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("the address holds a password")
                .hasMessageNotContaining("heim");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://etl@h/shop",
                "h/shop",
                "postgres://etl@h1,h2/shop",
                "postgres://etl@h/shop?sslmode=require",
                "postgres://etl@h:99999/shop",
                "postgres://etl@h:port/shop",
                "postgres://e%zz@h/shop",
                "postgres://etl@h/shop/more"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> DatabaseAddress.parse(POSTGRES, "--from", text, "me"))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("--from: ");
    }

    @Test
    void optionsAreNamedAsWhatIsNotTaken() {
        assertThatThrownBy(
                        () -> DatabaseAddress.parse(POSTGRES, "--from", "postgres://etl@h/shop?sslmode=require", "me"))
                .hasMessageContaining("the address has options after ?");
    }
}
