package io.alluvium.dbt;

import io.alluvium.config.HoconSection;
import io.alluvium.dbt.jinja.Refused;
import io.alluvium.dbt.jinja.Value;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.source.TableOffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A project of dbt, in a folder, and what becomes of it. */
public final class DbtProject {
    private static final Pattern WHOLE_SOURCE =
            Pattern.compile("(?is)\\s*select\\s+\\*\\s+from\\s+\uE000(source [^\uE000-\uE002]*)\uE001\\s*;?\\s*");

    private final DbtFiles files;
    private final DbtVars vars;
    private final Map<String, Path> seeds;
    private final Drafts drafts;
    private final List<DeclaredTable> sources;
    private final Tables tables;
    private final Profile profile;
    private final Dialect dialect;
    private final SqlValues values;
    private final Pieces pieces;
    private final Map<String, List<String>> versions = new LinkedHashMap<>();
    private int rules;
    private int unruled;

    private DbtProject(DbtFiles files) {
        this.files = files;
        this.vars = new DbtVars(files.project(), files.name());
        this.seeds = files.seeds();
        this.drafts = new Drafts(files, vars, seeds.keySet());
        this.sources = sourcesRead(files, drafts);
        this.tables = new Tables(drafts.models(), drafts.snapshots(), seeds.keySet(), sources);
        this.profile = Profile.of(files);
        this.dialect = new Dialect(profile.adapter());
        this.values = new SqlValues(vars.used());
        this.pieces = new Pieces(files.remarks());
    }

    /**
     * Reads it.
     *
     * @throws AlluviumException USAGE where the folder holds no dbt project, CONFIG_SYNTAX where its main file is no YAML
     */
    public static DbtProject read(Path folder) {
        return new DbtProject(DbtFiles.of(folder));
    }

    /**
     * Writes it as a project of ours; nothing is written to disk. To be called once.
     *
     * @param project the name it gets
     * @param target the folder where it will lie, absolute
     * @param survey looks through the file of a seed, to learn its columns
     */
    public Moved moved(String project, Path target, Function<Path, TableOffer> survey) {
        files.remarks().addAll(tables.remarks());
        Landings landings = new Landings(files, target, tables, profile);
        drafts.snapshots().forEach(this::snapshot);
        land(landings, survey);
        drafts.models().forEach(this::model);
        pieces.settle();
        Map<String, String> models = pieces.files();
        tests(models);
        files.remarks().addAll(pieces.refusals());
        List<Remark> remarks = files.remarks().stream().distinct().sorted().toList();
        Moved.Counts counts = counts(landings);
        Map<String, String> written = new LinkedHashMap<>();
        written.put("project.conf", landings.configuration(project, marked()));
        written.putAll(models);
        written.put(Moved.REPORT, report(counts, remarks));
        return new Moved(written, counts, remarks);
    }

    private void land(Landings landings, Function<Path, TableOffer> survey) {
        landings.seeds(seeds, survey);
        seeds.keySet().forEach(seed -> landed(ModelNames.ref(seed), seed, landings));
        for (DeclaredTable source : sources) {
            String key = ModelNames.source(source.key());
            if (!seeds.containsKey(source.identifier())) {
                landings.source(source, Optional.ofNullable(versions.get(key)));
                rows(
                        key,
                        Optional.of(source.described()),
                        source.described().place(),
                        landings.added(false, versions.containsKey(key)),
                        List.of());
            }
        }
    }

    private Moved.Counts counts(Landings landings) {
        int all = drafts.models().size() + drafts.snapshots().size();
        return new Moved.Counts(
                all,
                pieces.written(),
                all - pieces.written() - pieces.waiting(),
                pieces.waiting(),
                seeds.size() - landings.missing().size(),
                rules,
                unruled,
                profile.isReachable() ? 0 : landings.sources());
    }

    private static List<DeclaredTable> sourcesRead(DbtFiles files, Drafts drafts) {
        Set<String> read = new TreeSet<>();
        drafts.models().forEach(model -> read.addAll(model.reads()));
        drafts.snapshots().forEach(snapshot -> read.addAll(snapshot.reads()));
        return files.properties().tables().values().stream()
                .filter(table -> read.contains(ModelNames.source(table.key())))
                .toList();
    }

    private Map<String, Value> marked() {
        Map<String, Value> marked = new LinkedHashMap<>();
        vars.used().forEach((name, value) -> {
            if (values.markers().contains(name)) {
                marked.put(name, value);
            }
        });
        return marked;
    }

    private void landed(String key, String seed, Landings landings) {
        List<Remark> refused = landings.missing().contains(key)
                ? List.of(Remark.left(new Place(files.label(Objects.requireNonNull(seeds.get(seed))), 0), "the seed"))
                : List.of();
        Optional<Described> described = files.properties().seed(seed);
        Place origin = new Place(files.label(Objects.requireNonNull(seeds.get(seed))), 0);
        rows(key, described, origin, landings.added(true, false), refused);
        for (DeclaredTable source : sources) {
            if (source.identifier().equals(seed)) {
                files.remarks()
                        .add(Remark.note(
                                source.described().place(),
                                "the source " + source.key() + " is read from the seed of its name"));
            }
        }
    }

    /** The rows of a raw table as dbt saw them: without what the load adds. */
    private void rows(String key, Optional<Described> described, Place origin, String added, List<Remark> refused) {
        boolean isLog = versions.containsKey(key);
        ModelText front = front(List.of(isLog ? "strategy = apply" : "strategy = view"), described);
        pieces.add(new Piece(
                key,
                tables.of(key).orElseThrow(),
                Set.of(),
                origin,
                false,
                front,
                "select * except (" + added + ")\nfrom raw." + tables.rawOf(key).orElseThrow(),
                refused));
    }

    private ModelText front(List<String> strategy, Optional<Described> described) {
        Optional<Rules> tests = described.map(found -> new Rules(found, files.remarks()));
        tests.ifPresent(found -> {
            rules += found.count();
            unruled += found.comments().size();
        });
        List<String> lines = new ArrayList<>(strategy);
        if (strategy.equals(List.of("strategy = auto"))) {
            tests.flatMap(Rules::key).ifPresent(key -> lines.add("key = [" + HoconSection.key(key) + "]"));
        }
        return new ModelText(lines, described, tests, files.docs());
    }

    private void model(Draft draft) {
        Optional<TableName> table = tables.of(draft.key());
        if (table.isEmpty()) {
            return;
        }
        String materialized = draft.config().materialized();
        boolean isView = materialized.equals("view") || materialized.equals("ephemeral");
        ModelText front = front(List.of(isView ? "strategy = view" : "strategy = auto"), draft.described());
        pieces.add(new Piece(
                draft.key(),
                table.get(),
                resolved(draft.reads()),
                draft.file().place(),
                true,
                front,
                sql(draft),
                draft.refused()));
    }

    /** Two sources may be one seed. */
    private Set<String> resolved(Set<String> reads) {
        Set<String> keys = new TreeSet<>();
        for (String read : reads) {
            Optional<DeclaredTable> source = sources.stream()
                    .filter(table -> ModelNames.source(table.key()).equals(read))
                    .filter(table -> seeds.containsKey(table.identifier()))
                    .findFirst();
            keys.add(source.map(table -> ModelNames.ref(table.identifier())).orElse(read));
        }
        return keys;
    }

    private String sql(Draft draft) {
        String named = Marks.tables(
                draft.text(), key -> tables.of(key).map(TableName::toString).orElse(key));
        String sql = dialect.translated(values.in(named));
        if (!values.written().isEmpty()) {
            files.remarks()
                    .add(Remark.note(
                            draft.file().place(),
                            "the present value of " + String.join(", ", values.written())
                                    + " is written into the SQL"));
        }
        dialect.doubt(sql)
                .ifPresent(why -> files.remarks().add(Remark.note(draft.file().place(), why)));
        return sql;
    }

    /** A snapshot of a whole source is the history of its versions; any other says what stands in the way. */
    private void snapshot(Draft draft) {
        Optional<TableName> table = tables.of(draft.key());
        if (table.isEmpty()) {
            return;
        }
        List<String> lines = List.of("strategy = full");
        List<Remark> refused = new ArrayList<>(draft.refused());
        String sql = sql(draft);
        try {
            Matcher whole = WHOLE_SOURCE.matcher(draft.text());
            List<String> key = draft.config().texts("unique_key");
            String source = whole.matches() ? whole.group(1) : "";
            if (source.isEmpty() || !resolved(Set.of(source)).contains(source)) {
                refused.add(Remark.left(
                        draft.file().place(),
                        "the snapshot " + draft.name() + " is not select * from one source that keeps versions"));
            } else if (key.isEmpty() || key.stream().anyMatch(column -> !column.matches("[A-Za-z_]\\w*"))) {
                refused.add(Remark.left(
                        draft.file().place(), "the unique_key of the snapshot " + draft.name() + " is no column"));
            } else {
                versions.put(source, key);
                lines = history(draft);
                sql = "select * except (" + new Landings(files, files.folder(), tables, profile).added(false, true)
                        + ")\nfrom raw." + tables.rawOf(source).orElseThrow();
            }
        } catch (Refused e) {
            refused.add(Remark.left(draft.file().place(), "the config of the snapshot: " + e.getMessage()));
        }
        pieces.add(new Piece(
                draft.key(),
                table.get(),
                resolved(draft.reads()),
                draft.file().place(),
                true,
                front(lines, draft.described()),
                sql,
                refused));
    }

    private static List<String> history(Draft draft) {
        List<String> lines = new ArrayList<>(List.of("strategy = apply", "stored_as = scd2"));
        List<String> updated = draft.config().texts("updated_at");
        if (!updated.isEmpty()) {
            lines.add("sequence_by = [" + String.join(", ", updated) + "]");
        }
        List<String> checked = draft.config().texts("check_cols");
        if (!checked.isEmpty() && !checked.equals(List.of("all"))) {
            lines.add("track_history = [" + String.join(", ", checked) + "]");
        }
        lines.add("valid_from = dbt_valid_from");
        lines.add("valid_to = dbt_valid_to");
        return lines;
    }

    private void tests(Map<String, String> into) {
        for (DbtFile test : files.tests()) {
            unruled++;
            files.remarks().add(Remark.left(test.place(), "a test in SQL; it lies in tests/, where nothing runs it"));
            into.put(
                    "tests/" + test.name() + ".sql.todo", sql(drafts.test(test)).strip() + "\n");
        }
    }

    private String report(Moved.Counts counts, List<Remark> remarks) {
        StringBuilder text = new StringBuilder();
        text.append("From the dbt project ")
                .append(files.name().replaceAll("\\s+", " "))
                .append(": ");
        text.append(counts.written()).append(" of ").append(counts.models()).append(" models and snapshots run, ");
        text.append(counts.waiting())
                .append(" wait for others, ")
                .append(counts.left())
                .append(" are to be mended. ");
        text.append(counts.rules()).append(" rules, ").append(counts.tests()).append(" tests became none.\n");
        for (Remark.Kind kind : Remark.Kind.values()) {
            text.append(kind == Remark.Kind.LEFT ? "\nLeft:\n" : "\nTo be looked at:\n");
            remarks.stream()
                    .filter(remark -> remark.kind() == kind)
                    .forEach(remark -> text.append("  ")
                            .append(remark.toString().replaceAll("\\s+", " "))
                            .append('\n'));
        }
        return text.toString();
    }
}
