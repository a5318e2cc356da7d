package io.alluvium.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.lake.TableNews;
import io.alluvium.model.Definition;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final TableName RAW = new TableName(Layer.RAW, "orders");
    private static final TableName CURATED = new TableName(Layer.CURATED, "orders");
    private static final InputVersion RAW_5 = new InputVersion("raw-id", 5, 2);
    private static final InputVersion RAW_6 = new InputVersion("raw-id", 6, 3);
    private static final InputVersion TABLE_3 = new InputVersion("id", 3, 4);

    private final Planner planner = new Planner();
    private final Model apply = model(new Strategy.Apply(List.of(), Optional.empty()), "select id\nfrom raw.orders");
    private final Definition definition = Definition.of(apply, "[id]", false, Map.of());

    private static Model model(Strategy strategy, String sql) {
        return new Model(
                CURATED,
                new Place("curated/orders.sql", 0),
                sql,
                strategy,
                List.of(),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(new Model.Read(RAW, new Place("curated/orders.sql", 2))),
                Set.of());
    }

    private ModelFact fact(Definition now, TableNews outside, ModelFact.Input... inputs) {
        ModelFact.Published published = new ModelFact.Published("id", definition, Map.of(RAW, RAW_5));
        return new ModelFact(
                now,
                Optional.of(TABLE_3),
                Optional.of(published),
                outside,
                Arrays.stream(inputs).collect(Collectors.toMap(input -> RAW, input -> input)));
    }

    private static ModelFact.Input log(TableNews news) {
        return new ModelFact.Input(news == TableNews.NONE ? RAW_5 : RAW_6, true, Optional.of(news));
    }

    private static Work rebuild(Cause.Kind kind, String text) {
        return new Work.Rebuild(new Cause(kind, text));
    }

    @Test
    void aTableThatIsNotThereIsBuilt() {
        ModelFact fact = new ModelFact(definition, Optional.empty(), Optional.empty(), TableNews.NONE, Map.of());
        Work work = planner.decide(apply, fact);
        assertThat(work).isEqualTo(rebuild(Cause.Kind.NEW_TABLE, "new table"));
        assertThat(work.isUnexpected()).isFalse();
    }

    @Test
    void withoutAChangeOfRowsNothingIsDone() {
        assertThat(planner.decide(apply, fact(definition, TableNews.NONE, log(TableNews.NONE))))
                .isEqualTo(new Work.Skip("no input changed"));
    }

    @Test
    void anInputWhoseFilesAloneWereRewrittenIsNoNews() {
        ModelFact.Input compacted = new ModelFact.Input(RAW_6, true, Optional.of(TableNews.NONE));
        assertThat(planner.decide(apply, fact(definition, TableNews.NONE, compacted)))
                .isInstanceOf(Work.Skip.class);
    }

    @Test
    void aChangedInputIsAppliedOrComputedAnewByStrategy() {
        ModelFact fact = fact(definition, TableNews.NONE, log(TableNews.APPENDED));
        assertThat(planner.decide(apply, fact))
                .isEqualTo(new Work.Change(new Recipe.Apply(RAW, 2), "raw.orders changed"));
        Model full = model(new Strategy.Full(), apply.sql());
        assertThat(planner.decide(full, fact)).isEqualTo(rebuild(Cause.Kind.INPUT_CHANGED, "raw.orders changed"));
    }

    @Test
    void anApplyThatCannotGoOnFromItsBatchesSaysSoBeforehand() {
        ModelFact.Input replaced = new ModelFact.Input(RAW_6, false, Optional.of(TableNews.CHANGED));
        assertThat(planner.decide(apply, fact(definition, TableNews.NONE, replaced)))
                .isEqualTo(rebuild(Cause.Kind.INPUT_REPLACED, "raw.orders is replaced as a whole"));
        assertThat(planner.decide(apply, fact(definition, TableNews.NONE, log(TableNews.RESTORED))))
                .isEqualTo(rebuild(Cause.Kind.INPUT_RESTORED, "raw.orders was restored"));
        assertThat(planner.decide(apply, fact(definition, TableNews.NONE, log(TableNews.CHANGED))))
                .isEqualTo(rebuild(Cause.Kind.INPUT_REWRITTEN, "rows of raw.orders were changed from outside"));
    }

    @Test
    void anApplyOverALogWhoseOldCommitsAreCleanedAwayGoesOnFromItsBatches() {
        assertThat(planner.decide(apply, fact(definition, TableNews.NONE, log(TableNews.UNKNOWN))))
                .isInstanceOf(Work.Change.class);
    }

    @Test
    void changedSqlRebuildsAndNamesTheLine() {
        Model edited =
                model(new Strategy.Apply(List.of(), Optional.empty()), "select id\nfrom raw.orders where id > 3");
        Definition now = Definition.of(edited, "[id]", false, Map.of());
        Work work = planner.decide(edited, fact(now, TableNews.NONE, log(TableNews.NONE)));
        assertThat(work).isEqualTo(rebuild(Cause.Kind.DEFINITION_CHANGED, "SQL changed, line 2"));
        assertThat(work.isUnexpected()).isTrue();
    }

    @Test
    void aChangedKeyOrParameterRebuilds() {
        Definition otherKey = Definition.of(apply, "[other]", false, Map.of());
        assertThat(planner.decide(apply, fact(otherKey, TableNews.NONE, log(TableNews.NONE)))
                        .reason())
                .isEqualTo("inherited_key changed");
        Definition otherValue = Definition.of(apply, "[id]", false, Map.of("min", "4"));
        assertThat(planner.decide(apply, fact(otherValue, TableNews.NONE, log(TableNews.NONE)))
                        .reason())
                .isEqualTo(":min changed");
    }

    @Test
    void aTableWithAFloatInItsKeyIsRebuiltOnceAndItsDefinitionAloneIsAnotherOne() {
        Definition byValue = Definition.of(apply, "[id]", true, Map.of());
        assertThat(planner.decide(apply, fact(byValue, TableNews.NONE, log(TableNews.NONE))))
                .isEqualTo(rebuild(Cause.Kind.DEFINITION_CHANGED, "floats in its key are told by value now"));
        assertThat(byValue.difference(byValue)).isEmpty();
    }

    @Test
    void anInputThatIsAnotherTableInTheSamePlaceRebuilds() {
        ModelFact.Input other = new ModelFact.Input(new InputVersion("other", 0, 1), true, Optional.empty());
        assertThat(planner.decide(apply, fact(definition, TableNews.NONE, other))
                        .reason())
                .isEqualTo("raw.orders was rebuilt");
    }

    @Test
    void aTableThatSomebodyElseWroteToIsRebuilt() {
        assertThat(planner.decide(apply, fact(definition, TableNews.APPENDED, log(TableNews.NONE))))
                .isEqualTo(rebuild(Cause.Kind.CHANGED_OUTSIDE, "changed from outside"));
    }

    @Test
    void beforeTheRunAModelWaitsForWhatItReads() {
        Decision decision = planner.foresee(
                apply,
                fact(definition, TableNews.NONE, log(TableNews.NONE)),
                Set.of(RAW),
                Set.of(RAW),
                Set.of(),
                Selection.ALL);
        assertThat(decision.work()).isEqualTo(new Work.Change(new Recipe.Apply(RAW, 2), "raw.orders changed"));
        assertThat(decision.onlyIf()).containsExactly(RAW);
        assertThat(decision.reason()).isEqualTo("if raw.orders changes");
    }

    @Test
    void aModelWhoseInputCannotBeMadeIsBlocked() {
        Decision decision = planner.foresee(
                apply,
                fact(definition, TableNews.NONE, log(TableNews.NONE)),
                Set.of(RAW),
                Set.of(),
                Set.of(RAW),
                Selection.ALL);
        assertThat(decision).isEqualTo(new Decision(new Work.Blocked(RAW)));
        assertThat(decision.reason()).isEqualTo("by raw.orders");
    }

    @Test
    void anInputThatIsNotThereNowIsMadeAnewAndSoIsWhatReadsIt() {
        assertThat(planner.foresee(
                                apply,
                                fact(definition, TableNews.NONE),
                                Set.of(RAW),
                                Set.of(RAW),
                                Set.of(),
                                Selection.ALL)
                        .work())
                .isEqualTo(rebuild(Cause.Kind.INPUT_REBUILT, "raw.orders is made anew"));
    }

    private static ModelFact followed(Model model, Following following, TableNews news) {
        Definition definition = Definition.of(model, "", false, Map.of());
        return new ModelFact(
                definition,
                Optional.of(TABLE_3),
                Optional.of(new ModelFact.Published("id", definition, Map.of(RAW, RAW_5))),
                TableNews.NONE,
                Map.of(RAW, new ModelFact.Input(RAW_6, true, Optional.of(news))),
                Optional.empty(),
                changed -> following);
    }

    @Test
    void aModelThatCanFollowChangesDoesSoFromTheVersionThatItHasSeen() {
        Model auto = model(new Strategy.Auto(), "select id\nfrom raw.orders");
        Work work = planner.decide(auto, followed(auto, new Following.ByKeys(List.of("id")), TableNews.CHANGED));
        assertThat(work)
                .isEqualTo(new Work.Change(new Recipe.Keys(Map.of(RAW, 5L), List.of("id")), "raw.orders changed"));
        assertThat(work.verb()).isEqualTo("incremental");
    }

    @Test
    void whatIsComputedAsAWholeForWantOfARuleSaysWhy() {
        Model auto = model(new Strategy.Auto(), "select id\nfrom raw.orders");
        Following limit = new Following.AsWhole("LIMIT, line 3", false);
        assertThat(planner.decide(auto, followed(auto, limit, TableNews.APPENDED)))
                .isEqualTo(new Work.Rebuild(
                        new Cause(Cause.Kind.INPUT_CHANGED, "raw.orders changed; LIMIT, line 3 needs all rows")));
        Model strict = model(new Strategy.Auto(true), "select id\nfrom raw.orders");
        assertThat(planner.decide(strict, followed(strict, limit, TableNews.APPENDED)))
                .isInstanceOfSatisfying(
                        Work.Refused.class,
                        refused -> assertThat(refused.problem().message())
                                .isEqualTo("curated.orders is strict, and cannot follow changes: LIMIT, line 3"));
    }

    @Test
    void anInputWhosePastIsNotWhatItsFeedSaysMeansAWholeComputation() {
        Model auto = model(new Strategy.Auto(true), "select id\nfrom raw.orders");
        Following keys = new Following.ByKeys(List.of("id"));
        assertThat(planner.decide(auto, followed(auto, keys, TableNews.RESTORED))
                        .reason())
                .isEqualTo("raw.orders was restored");
        assertThat(planner.decide(auto, followed(auto, keys, TableNews.UNKNOWN)).reason())
                .isEqualTo("the log of raw.orders has been cleaned up");
    }
}
