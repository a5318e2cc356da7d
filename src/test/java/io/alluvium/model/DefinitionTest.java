package io.alluvium.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionTest {
    private static final Place PLACE = new Place("curated/orders.sql", 0);
    private static final String SQL = "select id\nfrom raw.orders";
    private static final Expectation KNOWN =
            new Expectation.NotNull("known", PLACE, Expectation.Severity.FAIL, List.of("id"));
    private static final Expectation SMALL = new Expectation.That("small", PLACE, Expectation.Severity.WARN, "id < 10");

    private static Definition definition(
            Strategy strategy, Optional<String> description, List<Expectation> rules, Map<String, String> values) {
        Model model = new Model(
                new TableName(Layer.CURATED, "orders"),
                PLACE,
                SQL,
                strategy,
                List.of(),
                description,
                Map.of(),
                rules,
                List.of(new Model.Read(new TableName(Layer.RAW, "orders"), PLACE)),
                Set.of());
        return Definition.of(model, "ChangeLog[key=[id], sequence=[]]", false, values);
    }

    private static Definition definition(Optional<String> description, Expectation... rules) {
        return definition(
                new Strategy.Apply(List.of("seq"), Optional.of("gone")),
                description,
                List.of(rules),
                Map.of("min", "3"));
    }

    @Test
    void commentsAndRulesThatOnlyWarnDecideNoRow() {
        Definition before = definition(Optional.of("orders"), KNOWN, SMALL);
        Definition after = definition(Optional.of("all orders"), KNOWN);

        assertThat(before.difference(after)).isEmpty();
        assertThat(before.isDescribedOtherwise(after)).isTrue();
        assertThat(before.isDescribedOtherwise(before)).isFalse();
    }

    @Test
    void aRuleThatStopsRowsIsPartOfWhatATableMayHold() {
        assertThat(definition(Optional.empty()).difference(definition(Optional.empty(), KNOWN)))
                .contains("expect.known changed");
    }

    @Test
    void eachWordThatDecidesRowsIsNamedWhereItChanges() {
        Definition before = definition(Optional.empty());
        Map<String, String> values = Map.of("min", "3");
        assertThat(before.difference(definition(new Strategy.Full(), Optional.empty(), List.of(), values)))
                .contains("apply_as_delete_when changed");
        assertThat(before.difference(definition(
                        new Strategy.Apply(List.of("seq"), Optional.of("gone")),
                        Optional.empty(),
                        List.of(),
                        Map.of("min", "4"))))
                .contains(":min changed");
    }

    @Test
    void whatIsLeftAtItsDefaultIsInNoPart() {
        assertThat(definition(new Strategy.Auto(), Optional.empty(), List.of(), Map.of())
                        .decides())
                .containsOnlyKeys("sql", "strategy", "inherited_key");
    }

    /** The line is as format 2 wrote it. */
    @Test
    void aDefinitionOfAFormerBuildStandsForTheSameRows() {
        Definition former = Definition.former(
                SQL,
                "APPLY key=[] inherited=ChangeLog[key=[id], sequence=[]] sequence=[seq] delete=gone"
                        + " rules=[smallWARNid < 10, knownFAIL[id]]",
                Map.of("min", "3"));

        assertThat(former.difference(definition(Optional.of("any"), KNOWN, SMALL)))
                .isEmpty();
        assertThat(former.isDescribedOtherwise(definition(Optional.of("any"), KNOWN)))
                .isFalse();
        Expectation other = new Expectation.NotNull("known", PLACE, Expectation.Severity.FAIL, List.of("id", "n"));
        assertThat(former.difference(definition(Optional.empty(), other))).contains("front matter changed");
        assertThat(former.difference(definition(new Strategy.Full(), Optional.empty(), List.of(), Map.of("min", "3"))))
                .contains("front matter changed");
        assertThat(Definition.former(SQL + " where id > 3", "", Map.of()).difference(definition(Optional.empty())))
                .contains("SQL changed, line 2");
    }
}
