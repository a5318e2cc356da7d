package io.alluvium.dbt;

import io.alluvium.dbt.jinja.Refused;
import io.alluvium.dbt.jinja.Template;
import io.alluvium.dbt.jinja.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Renders the models and snapshots of a project, each by itself. */
final class Drafts {
    private static final Set<String> HOOKS = Set.of("pre_hook", "post_hook", "pre-hook", "post-hook", "sql_header");
    private static final Set<String> TABLES = Set.of("view", "ephemeral", "table", "incremental");

    private final DbtFiles files;
    private final ModelNames.Project shared;
    private final List<Remark> remarks;
    private final List<Draft> models = new ArrayList<>();
    private final List<Draft> snapshots = new ArrayList<>();

    Drafts(DbtFiles files, DbtVars vars, Set<String> seeds) {
        this.files = files;
        this.remarks = files.remarks();
        List<DbtFile> found = files.models();
        Set<String> refs = new TreeSet<>(seeds);
        found.forEach(file -> refs.add(file.name()));
        refs.addAll(files.properties().snapshots().keySet());
        List<DbtFile> snapshotFiles = files.snapshots();
        snapshotFiles.forEach(file -> file.template().blocks("snapshot").forEach(block -> refs.add(block.name())));
        this.shared = new ModelNames.Project(files, vars, refs);
        found.forEach(file -> model(file).ifPresent(models::add));
        snapshotFiles.forEach(this::snapshots);
        files.properties().snapshots().forEach(this::relation);
    }

    List<Draft> models() {
        return models;
    }

    List<Draft> snapshots() {
        return snapshots;
    }

    /** A test of the project, as text. */
    Draft test(DbtFile file) {
        return draft(file, file.name(), file.template(), new DbtConfig(), Optional.empty());
    }

    private Optional<Draft> model(DbtFile file) {
        DbtConfig config = new DbtConfig();
        Optional<Described> described = files.properties().model(file.name());
        config.folders(files.project(), "models", files.name(), path(file));
        described.flatMap(Described::config).ifPresent(config::properties);
        Draft draft = draft(file, file.name(), file.template(), config, described);
        if (!isEnabled(draft)) {
            remarks.add(Remark.left(file.place(), "it is not enabled"));
            return Optional.empty();
        }
        say(draft);
        return Optional.of(draft);
    }

    private static List<String> path(DbtFile file) {
        List<String> path = new ArrayList<>(file.folders());
        path.add(file.name());
        return path;
    }

    private Draft draft(DbtFile file, String name, Template template, DbtConfig config, Optional<Described> described) {
        ModelNames names = new ModelNames(shared, config);
        Template.Rendered rendered = template.render(names);
        if (!names.decided().isEmpty()) {
            remarks.add(Remark.note(
                    file.place(),
                    "written for the present value of "
                            + String.join(", ", names.decided())
                            + "; another one needs other SQL"));
        }
        return new Draft(
                file,
                name,
                config,
                described,
                rendered.text(),
                names.reads(),
                rendered.refusals().stream()
                        .map(refusal -> Remark.left(file.place(refusal.line()), refusal.what()))
                        .toList());
    }

    private boolean isEnabled(Draft draft) {
        try {
            Value enabled = draft.config().get("enabled").orElse(new Value.Flag(true));
            if (enabled instanceof Value.Text text && text.text().contains("{")) {
                Template.Rendered rendered =
                        Template.of(draft.file().label(), text.text()).render(new ModelNames(shared, new DbtConfig()));
                String said = Marks.values(rendered.text())
                        .replaceAll(
                                mark -> Optional.ofNullable(shared.vars().used().get(mark.group(1)))
                                        .map(Value::printed)
                                        .orElse(""));
                return !said.strip().toLowerCase(Locale.ROOT).equals("false");
            }
            return !enabled.printed().toLowerCase(Locale.ROOT).equals("false");
        } catch (Refused e) {
            return true;
        }
    }

    private void say(Draft draft) {
        String materialized = draft.config().materialized();
        if (!TABLES.contains(materialized)) {
            remarks.add(Remark.note(draft.file().place(), "materialized as " + materialized + ": kept as a table"));
        }
        Set<String> others = draft.config().others();
        for (String hook : HOOKS) {
            if (others.remove(hook)) {
                remarks.add(Remark.left(draft.file().place(), hook + " of its config"));
            }
        }
        others.remove("alias");
        if (!others.isEmpty()) {
            remarks.add(Remark.note(draft.file().place(), "not taken of its config: " + String.join(", ", others)));
        }
    }

    private void snapshots(DbtFile file) {
        for (Template.Block block : file.template().blocks("snapshot")) {
            DbtConfig config = new DbtConfig();
            Optional<Described> described =
                    Optional.ofNullable(files.properties().snapshots().get(block.name()));
            config.folders(files.project(), "snapshots", files.name(), path(file));
            described.flatMap(Described::config).ifPresent(config::properties);
            snapshots.add(draft(file, block.name(), block.body(), config, described));
        }
    }

    /** A snapshot that a properties file declares as a whole. */
    private void relation(String name, Described described) {
        Optional<String> relation = described.node().text("relation");
        if (relation.isEmpty()) {
            return;
        }
        DbtConfig config = new DbtConfig();
        config.folders(files.project(), "snapshots", files.name(), List.of(name));
        described.config().ifPresent(config::properties);
        DbtFile file =
                new DbtFile(described.place().file(), List.of(), name, "select * from {{ " + relation.get() + " }}");
        snapshots.add(draft(file, name, file.template(), config, Optional.of(described)));
    }
}
