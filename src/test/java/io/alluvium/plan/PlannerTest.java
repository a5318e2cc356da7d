package io.alluvium.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.model.Definition;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final TableName RAW = new TableName(Layer.RAW, "orders");
    private static final TableName CURATED = new TableName(Layer.CURATED, "orders");
    private static final InputVersion RAW_5 = new InputVersion("raw-id", 5, 2);
    private static final InputVersion RAW_6 = new InputVersion("raw-id", 6, 3);
    private static final InputVersion TABLE_3 = new InputVersion("id", 3, 4);

    private final Planner planner = new Planner();
    private final Model apply = model(Strategy.APPLY, "select id\nfrom raw.orders");
    private final Definition definition = Definition.of(apply, "[id]", false, Map.of());

    private static Model model(Strategy strategy, String sql) {
        return new Model(
                CURATED,
                new Place("curated/orders.sql", 0),
                sql,
                strategy,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(new Model.Read(RAW, new Place("curated/orders.sql", 2))),
                Set.of());
    }

    private ModelFact fact(Definition now, InputVersion current, InputVersion input) {
        ModelFact.Published published = new ModelFact.Published("id", Optional.of(3L), definition, Map.of(RAW, RAW_5));
        return new ModelFact(now, Optional.of(current), Optional.of(published), Map.of(RAW, input));
    }

    @Test
    void aTableThatIsNotThereIsBuilt() {
        ModelFact fact = new ModelFact(definition, Optional.empty(), Optional.empty(), Map.of());
        assertThat(planner.decide(apply, fact))
                .isEqualTo(new Decision(Decision.Mode.FULL, "new table", Set.of(), false));
    }

    @Test
    void withoutAChangeOfInputsNothingIsDone() {
        assertThat(planner.decide(apply, fact(definition, TABLE_3, RAW_5)).mode())
                .isEqualTo(Decision.Mode.SKIP);
    }

    @Test
    void aChangedInputIsAppliedOrComputedAnewByStrategy() {
        assertThat(planner.decide(apply, fact(definition, TABLE_3, RAW_6)))
                .isEqualTo(new Decision(Decision.Mode.APPLY, "raw.orders changed", Set.of(), false));
        Model full = model(Strategy.FULL, apply.sql());
        assertThat(planner.decide(full, fact(definition, TABLE_3, RAW_6)).mode())
                .isEqualTo(Decision.Mode.FULL);
    }

    @Test
    void changedSqlRebuildsAndNamesTheLine() {
        Model edited = model(Strategy.APPLY, "select id\nfrom raw.orders where id > 3");
        Definition now = Definition.of(edited, "[id]", false, Map.of());
        assertThat(planner.decide(edited, fact(now, TABLE_3, RAW_5)))
                .isEqualTo(new Decision(Decision.Mode.FULL, "SQL changed, line 2", Set.of(), true));
    }

    @Test
    void aChangedKeyOrParameterRebuilds() {
        Definition otherKey = Definition.of(apply, "[other]", false, Map.of());
        assertThat(planner.decide(apply, fact(otherKey, TABLE_3, RAW_5)).reason())
                .isEqualTo("front matter changed");
        Definition otherValue = Definition.of(apply, "[id]", false, Map.of("min", "4"));
        assertThat(planner.decide(apply, fact(otherValue, TABLE_3, RAW_5)).reason())
                .isEqualTo(":min changed");
    }

    @Test
    void aTableWithAFloatInItsKeyIsRebuiltOnceAndItsDefinitionAloneIsAnotherOne() {
        Definition byValue = Definition.of(apply, "[id]", true, Map.of());
        assertThat(planner.decide(apply, fact(byValue, TABLE_3, RAW_5)))
                .isEqualTo(new Decision(Decision.Mode.FULL, "floats in its key are told by value now", Set.of(), true));
        assertThat(byValue.difference(byValue)).isEmpty();
        assertThat(definition.keeping()).isEqualTo("APPLY key=[] inherited=[id] sequence=[] delete= rules=[]");
        assertThat(byValue.keeping())
                .isEqualTo("APPLY key=[] inherited=[id] floats by value sequence=[] delete= rules=[]");
    }

    @Test
    void anInputThatIsAnotherTableInTheSamePlaceRebuilds() {
        assertThat(planner.decide(apply, fact(definition, TABLE_3, new InputVersion("other", 0, 1)))
                        .reason())
                .isEqualTo("raw.orders was rebuilt");
    }

    @Test
    void aTableThatSomebodyElseWroteToIsRebuilt() {
        assertThat(planner.decide(apply, fact(definition, new InputVersion("id", 4, 4), RAW_5))
                        .reason())
                .isEqualTo("changed from outside");
    }

    @Test
    void beforeTheRunAModelWaitsForWhatItReads() {
        assertThat(planner.foresee(apply, fact(definition, TABLE_3, RAW_5), Set.of(RAW), Set.of()))
                .isEqualTo(new Decision(Decision.Mode.APPLY, "if raw.orders changes", Set.of(RAW), false));
    }

    @Test
    void aModelWhoseInputCannotBeMadeIsBlocked() {
        assertThat(planner.foresee(apply, fact(definition, TABLE_3, RAW_5), Set.of(), Set.of(RAW)))
                .isEqualTo(new Decision(Decision.Mode.BLOCKED, "by raw.orders", Set.of(), false));
    }

    @Test
    void anInputThatIsNotThereNowIsMadeAnewAndSoIsWhatReadsIt() {
        ModelFact fact = fact(definition, TABLE_3, RAW_5);
        ModelFact without = new ModelFact(fact.definition(), fact.current(), fact.published(), Map.of());
        assertThat(planner.foresee(apply, without, Set.of(RAW), Set.of()))
                .isEqualTo(new Decision(Decision.Mode.FULL, "raw.orders is made anew", Set.of(), true));
    }
}
