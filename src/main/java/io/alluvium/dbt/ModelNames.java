package io.alluvium.dbt;

import io.alluvium.dbt.jinja.Arguments;
import io.alluvium.dbt.jinja.Macro;
import io.alluvium.dbt.jinja.Names;
import io.alluvium.dbt.jinja.Refused;
import io.alluvium.dbt.jinja.Value;
import io.alluvium.spark.SqlNames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What names mean in the template of one file, and what was asked of them. */
final class ModelNames implements Names {
    private static final Set<String> OF_THE_RUN = Set.of(
            "target",
            "env_var",
            "run_query",
            "statement",
            "execute",
            "run_started_at",
            "invocation_id",
            "graph",
            "model",
            "adapter",
            "modules",
            "load_result",
            "flags",
            "exceptions",
            "log",
            "schema",
            "database",
            "builtins");

    private final Project project;
    private final DbtConfig config;
    private final Set<String> reads = new LinkedHashSet<>();
    private final Set<String> decided = new TreeSet<>();

    /**
     * What all files of the project share.
     *
     * @param refs names of models, seeds and snapshots
     */
    record Project(DbtFiles files, DbtVars vars, Set<String> refs) {}

    ModelNames(Project project, DbtConfig config) {
        this.project = project;
        this.config = config;
    }

    /** What the template reads, by key. */
    Set<String> reads() {
        return reads;
    }

    /** The names of values by which the text was decided. */
    Set<String> decided() {
        return decided;
    }

    static String ref(String name) {
        return "ref " + name;
    }

    static String source(String key) {
        return "source " + key;
    }

    @Override
    public Optional<Macro> macro(String name) {
        String own = project.files().name() + ".";
        return Optional.ofNullable(
                project.files().macros().get(name.startsWith(own) ? name.substring(own.length()) : name));
    }

    @Override
    public Value value(String name) {
        if (name.equals("this") || name.startsWith("this.")) {
            throw new Refused("this is read outside of is_incremental()");
        }
        if (name.equals("target.type")) {
            return new Value.Text("spark");
        }
        if (macro(name).isPresent()) {
            return new Value.Function(name);
        }
        throw unknown(name);
    }

    @Override
    public Value call(String name, Arguments arguments) {
        return switch (name) {
            case "ref" -> ref(arguments);
            case "source" -> source(arguments);
            case "config" -> {
                config.own(arguments);
                yield new Value.Text("");
            }
            case "var" -> var(arguments);
            case "is_incremental" -> new Value.Flag(false);
            case "adapter.dispatch" -> dispatched(arguments);
            case "adapter.quote" ->
                new Value.Text(SqlNames.quoted(arguments.text(0, "identifier").orElse("")));
            default -> PackageMacros.call(name, arguments).orElseThrow(() -> unknown(name));
        };
    }

    private Refused unknown(String name) {
        String first = name.split("\\.")[0];
        if (OF_THE_RUN.contains(first)) {
            return new Refused(name + " is only known when dbt runs");
        }
        return new Refused(
                name.contains(".")
                        ? name + " is of a package and has no translation"
                        : name + " is nothing that the project defines");
    }

    private Value ref(Arguments arguments) {
        if (arguments.names().contains("v") || arguments.names().contains("version")) {
            throw new Refused("a version of a model");
        }
        boolean ofPackage = arguments.count() == 2;
        String name =
                arguments.text(ofPackage ? 1 : 0, "model_name").orElseThrow(() -> new Refused("ref without a name"));
        String from = ofPackage ? arguments.text(0, "package").orElse("") : "";
        if (!project.refs().contains(name)
                || ofPackage && !from.equals(project.files().name())) {
            throw new Refused(
                    from.isEmpty()
                            ? "the project has no model, seed or snapshot " + name
                            : name + " is of the package " + from);
        }
        reads.add(ref(name));
        return new Value.Text(Marks.table(ref(name)));
    }

    private Value source(Arguments arguments) {
        String source = arguments.text(0, "source_name").orElse("");
        String table = arguments.text(1, "table_name").orElse("");
        String key = DeclaredTable.key(source, table);
        if (!project.files().properties().tables().containsKey(key)) {
            throw new Refused("no properties file declares the source " + key);
        }
        reads.add(source(key));
        return new Value.Text(Marks.table(source(key)));
    }

    private Value var(Arguments arguments) {
        String name = arguments.text(0, "var").orElseThrow(() -> new Refused("var without a name"));
        Value value = project.vars().of(name, arguments.at(1, "default").map(Value::plain));
        boolean single = value instanceof Value.Text || value instanceof Value.Number || value instanceof Value.Flag;
        if (!single || !name.matches("[A-Za-z_]\\w*")) {
            decided.add(name);
            return value;
        }
        return project.vars().use(name, value)
                ? new Value.Marked(value, Marks.value(name), () -> decided.add(name))
                : value;
    }

    /** As on Spark: what the project has for it, else what it has for all. */
    private Value dispatched(Arguments arguments) {
        String name = arguments.text(0, "macro_name").orElse("");
        List<String> found = Stream.of("spark__", "default__")
                .map(adapter -> adapter + name)
                .filter(macro -> macro(macro).isPresent())
                .toList();
        if (found.isEmpty()) {
            throw new Refused("the project has no macro " + name + " for Spark or for all");
        }
        return new Value.Function(found.get(0));
    }
}
