package io.alluvium.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            user = u, password = "hunter2", port = 1    § user = u, password = ****
            password = hunter2                          § password = ****
            password=hunter 2 x }                       § password=****
            "password" : 'hunter2'                      § "password" : ****
            sources.s.password = "hun\\"ter2"           § sources.s.password = ****
            password = "hunter2                         § password = ****
            password = "env:X hunter2"                  § password = ****
            password = env:X hunter2                    § password = ****
            password = "hun"ter,2                       § password = ****
            api_key = abc, url = "x"                    § api_key = ****
            url = "jdbc:postgresql://u:hunter2@h/d"     § url = "jdbc:postgresql://u:****@h/d"
            """)
    void secretsAreBlottedOut(String line, String shown) {
        assertThat(Redaction.line(line)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user = etl_reader, password = \"env:SHOP_PASSWORD\", connections = 4",
                "password = \"file:/run/secrets/shop\"  # mounted",
                "path = \"https://host/a@b\"",
                "orders { from = \"public.orders\", key = [order_id] }"
            })
    void whatIsNoSecretStays(String line) {
        assertThat(Redaction.line(line)).isEqualTo(line);
    }

    @Test
    void aSecretPrintsAsStars() {
        assertThat(new Secret("hunter2")).hasToString("****");
    }
}
