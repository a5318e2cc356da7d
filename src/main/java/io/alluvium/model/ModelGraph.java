package io.alluvium.model;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.SqlText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts the models of a project in the order of work and checks them against each other and against the sources. */
public final class ModelGraph {
    private static final Set<String> ALWAYS = Set.of("run_time", "run_date");
    private static final Set<String> WINDOW = Set.of("window_start", "window_end");

    private final Map<TableName, Model> models = new TreeMap<>();
    private final Map<TableName, RawTable> raw = new TreeMap<>();
    private final boolean open;
    private final Set<String> variables;
    private final Set<TableName> unread;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Set<TableName> assumed = new TreeSet<>();
    private final List<Model> order;

    private ModelGraph(Collection<RawTable> tables, boolean open, Set<String> variables, ModelReader.Found found) {
        this.open = open;
        this.variables = Set.copyOf(variables);
        this.unread = found.unread();
        tables.forEach(table -> raw.put(table.name(), table));
        problems.addAll(found.problems());
        found.models().forEach(this::add);
        found.models().forEach(this::check);
        ReadingOrder reading = new ReadingOrder(models);
        problems.addAll(reading.circles());
        order = reading.order();
        if (problems.isEmpty()) {
            order.forEach(this::checkKept);
        }
    }

    /** The same models over all raw tables there are. */
    private ModelGraph(ModelGraph written, Collection<RawTable> tables) {
        this.open = false;
        this.variables = written.variables;
        this.unread = written.unread;
        this.order = written.order;
        models.putAll(written.models);
        tables.forEach(table -> raw.put(table.name(), table));
        order.forEach(this::checkReads);
    }

    /**
     * Checks and orders the models.
     *
     * @param tables raw tables that are declared by name
     * @param open whether sources may have more, which they take by pattern
     * @param variables names that the project declares for SQL
     * @throws AlluviumException with every problem found, those of reading the models too; all are the user's
     */
    public static ModelGraph of(
            Collection<RawTable> tables, boolean open, Set<String> variables, ModelReader.Found found) {
        return new ModelGraph(tables, open, variables, found).whole();
    }

    /** The same with models that were read without a problem. */
    public static ModelGraph of(Collection<RawTable> tables, boolean open, Set<String> variables, List<Model> models) {
        return of(tables, open, variables, new ModelReader.Found(models, Set.of(), List.of()));
    }

    /**
     * The same models when all raw tables are known, those by pattern among them. Only what reads such tables is checked
     * again.
     *
     * @throws AlluviumException with every problem found; all are the user's
     */
    public ModelGraph with(Collection<RawTable> all) {
        return new ModelGraph(this, all).whole();
    }

    private ModelGraph whole() {
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
        return this;
    }

    /** Every model after those it reads; where that leaves a choice, by layer and name. */
    public List<Model> order() {
        return order;
    }

    /** What is allowed but probably not meant. */
    public List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    /** Raw tables that models read and that only a source can tell of, by its patterns. */
    public Set<TableName> assumed() {
        return Set.copyOf(assumed);
    }

    public Optional<Model> model(TableName table) {
        return Optional.ofNullable(models.get(table));
    }

    public Optional<RawTable> rawTable(TableName table) {
        return Optional.ofNullable(raw.get(table));
    }

    /** The key of a model's rows: its own, or for an apply model that of the raw table; empty where it has none. */
    public List<String> key(Model model) {
        if (!model.key().isEmpty() || model.apply().isEmpty()) {
            return model.key();
        }
        return model.reads().stream()
                .flatMap(read -> rawTable(read.table()).stream())
                .findFirst()
                .map(RawTable::key)
                .orElse(List.of());
    }

    /** The views that a model reads, directly or through others; each after those it reads itself. */
    public List<Model> views(Model model) {
        Map<TableName, Model> views = new LinkedHashMap<>();
        addViews(model, views);
        return List.copyOf(views.values());
    }

    private void addViews(Model model, Map<TableName, Model> views) {
        for (Model.Read read : model.reads()) {
            Model view = models.get(read.table());
            if (view != null && view.strategy() instanceof Strategy.View && !views.containsKey(view.name())) {
                addViews(view, views);
                views.put(view.name(), view);
            }
        }
    }

    /** The tables whose rows a model reads: those that its views read instead of the views. */
    public Set<TableName> inputs(Model model) {
        List<Model> views = views(model);
        Set<TableName> inputs = new TreeSet<>();
        model.reads().forEach(read -> inputs.add(read.table()));
        views.forEach(view -> view.reads().forEach(read -> inputs.add(read.table())));
        views.forEach(view -> inputs.remove(view.name()));
        return inputs;
    }

    private void add(Model model) {
        Model earlier = models.putIfAbsent(model.name(), model);
        if (earlier != null) {
            problems.add(Problem.of(
                            ErrorCode.DUPLICATE_TABLE,
                            earlier.place() + " and " + model.place() + " both make " + model.name())
                    .at(model.place())
                    .fixedBy("rename or delete one of the files"));
        }
    }

    private void check(Model model) {
        checkReads(model);
        if (!model.columns().isEmpty()) {
            NamedColumns.told(new SqlText(model.sql()).statement().outputs())
                    .ifPresent(columns -> warnings.addAll(columns.comments(model)));
        }
        for (String parameter : model.parameters()) {
            checkParameter(model, parameter);
        }
    }

    /** Looks through views, and so only where none reads itself. */
    private void checkKept(Model model) {
        Set<TableName> views = new TreeSet<>();
        views(model).forEach(view -> views.add(view.name()));
        problems.addAll(new KeptShape(model, inputs(model), views).problems());
    }

    private void checkReads(Model model) {
        for (Model.Read read : model.reads()) {
            checkRead(model, read);
        }
        if (model.apply().isPresent()) {
            checkApply(model);
            warnOfTextSequence(model);
        } else {
            warnOfVersions(model);
        }
    }

    private void checkRead(Model model, Model.Read read) {
        TableName table = read.table();
        boolean known = table.layer() == Layer.RAW
                ? raw.containsKey(table)
                : models.containsKey(table) || unread.contains(table);
        if (!known && table.layer() == Layer.RAW && open) {
            assumed.add(table);
        } else if (!known) {
            Set<TableName> all = new HashSet<>(models.keySet());
            all.addAll(raw.keySet());
            problems.add(Problem.of(ErrorCode.UNKNOWN_TABLE, "there is no table " + table)
                    .at(read.place())
                    .marking(table.name())
                    .because(
                            table.layer() == Layer.RAW
                                    ? "no source declares it"
                                    : "there is no " + table.layer().label() + "/" + table.name() + ".sql")
                    .didYouMean(nearest(all, table)));
        } else if (table.layer().compareTo(model.name().layer()) > 0) {
            problems.add(Problem.of(ErrorCode.LATER_LAYER, model.name() + " reads " + table + " of a later layer")
                    .at(read.place())
                    .marking(table.name())
                    .because("data moves from raw to curated to aggregate"));
        }
    }

    /** The same name in another layer, else the nearest name. */
    private static Optional<String> nearest(Set<TableName> all, TableName table) {
        return all.stream()
                .filter(other -> other.name().equals(table.name()))
                .sorted()
                .map(TableName::toString)
                .findFirst()
                .or(() -> DidYouMean.among(all.stream().map(TableName::toString).toList(), table.toString()));
    }

    private void checkApply(Model model) {
        List<Model.Read> others = model.reads().stream()
                .filter(read -> read.table().layer() != Layer.RAW)
                .toList();
        if (model.reads().size() != 1 || !others.isEmpty()) {
            String seen = model.reads().isEmpty()
                    ? "no table"
                    : String.join(
                            ", ",
                            model.reads().stream()
                                    .map(read -> read.table().toString())
                                    .toList());
            Place place = others.isEmpty() && model.reads().size() > 1
                    ? model.reads().get(1).place()
                    : others.isEmpty() ? model.place() : others.get(0).place();
            problems.add(Problem.of(ErrorCode.APPLY_SHAPE, "an apply model reads exactly one raw table")
                    .at(place)
                    .because("it reads " + seen));
        } else if (raw.containsKey(model.reads().get(0).table()) && key(model).isEmpty()) {
            problems.add(Problem.of(
                            ErrorCode.MISSING_KEY,
                            "the apply model " + model.name() + " has no key, nor has "
                                    + model.reads().get(0).table())
                    .at(model.place())
                    .fixedBy("key = [column] in its front matter or at the raw table in project.conf"));
        }
    }

    private void warnOfVersions(Model model) {
        for (Model.Read read : model.reads()) {
            if (rawTable(read.table()).filter(RawTable::keepsVersions).isPresent()) {
                warnings.add(Problem.of(
                                ErrorCode.APPLY_SHAPE,
                                model.name() + " reads " + read.table() + ", which keeps every version of a row")
                        .at(read.place())
                        .marking(read.table().name())
                        .because("a key can be there several times, deleted rows too")
                        .fixedBy("read a model with strategy = apply instead"));
            }
        }
    }

    private void warnOfTextSequence(Model model) {
        for (Model.Read read : model.reads()) {
            Optional<RawTable> table = rawTable(read.table());
            model.sequenceBy().stream()
                    .filter(column ->
                            table.filter(known -> known.texts().hold(column)).isPresent())
                    .forEach(column -> warnings.add(Problem.of(
                                    ErrorCode.FRONT_MATTER,
                                    model.name() + " orders the versions of a row by " + column + ", which is text in "
                                            + read.table())
                            .at(model.place())
                            .marking("sequence_by")
                            .because("what its values are is not known yet: a run refuses numbers, which as text"
                                    + " have 10 before 9, and times but those in one ISO 8601 form, which sort as they"
                                    + " are")
                            .fixedBy("give " + column + " its type where " + read.table() + " is declared")));
        }
    }

    private void checkParameter(Model model, String parameter) {
        if (ALWAYS.contains(parameter) || variables.contains(parameter)) {
            return;
        }
        Place place = MarkerPlace.of(model, parameter);
        if (WINDOW.contains(parameter)) {
            if (!(model.strategy() instanceof Strategy.Partition)) {
                problems.add(Problem.of(ErrorCode.UNKNOWN_PARAMETER, ":" + parameter + " has no value here")
                        .at(place)
                        .marking(":" + parameter)
                        .because("it is a window's, and the model has none")
                        .fixedBy("strategy = partition in its front matter"));
            }
            return;
        }
        List<String> known = new ArrayList<>(variables);
        known.addAll(ALWAYS);
        problems.add(Problem.of(ErrorCode.UNKNOWN_PARAMETER, ":" + parameter + " is not declared")
                .at(place)
                .marking(":" + parameter)
                .because("known: " + String.join(", ", known.stream().sorted().toList()))
                .didYouMean(DidYouMean.among(known, parameter))
                .fixedBy("vars { " + parameter + " = … } in project.conf"));
    }
}
