package io.alluvium.dbt;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.source.catalog.RawNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of each table. What prepares others is curated, by its folder or the beginning of its name, as is whatever a
 * curated table reads; all else is an aggregate.
 */
final class Tables {
    private static final Set<String> PREPARING = Set.of(
            "staging",
            "stage",
            "stg",
            "intermediate",
            "int",
            "base",
            "source",
            "sources",
            "src",
            "prep",
            "raw",
            "bronze",
            "silver",
            "cleaned",
            "clean");
    private static final Pattern PREPARES = Pattern.compile("(?i)(stg|int|base|src|prep|staging|tmp)_.*");

    private final Map<String, TableName> tables = new LinkedHashMap<>();
    private final Map<String, String> raw = new LinkedHashMap<>();
    private final List<Remark> remarks = new ArrayList<>();

    /**
     * @param seeds their names
     * @param sources the tables of sources that are read
     */
    Tables(List<Draft> models, List<Draft> snapshots, Set<String> seeds, List<DeclaredTable> sources) {
        Set<String> taken = new HashSet<>();
        Set<String> curated = curated(models);
        models.forEach(model -> add(model, curated.contains(model.key()) ? Layer.CURATED : Layer.AGGREGATE, taken));
        snapshots.forEach(snapshot -> add(snapshot, Layer.CURATED, taken));
        for (String seed : seeds) {
            String name = free(TableName.proposal(seed).orElse("seed"), taken);
            landed(ModelNames.ref(seed), name);
        }
        List<DeclaredTable> own = new ArrayList<>();
        for (DeclaredTable table : sources) {
            if (seeds.contains(table.identifier())) {
                String seed = raw.get(ModelNames.ref(table.identifier()));
                landed(ModelNames.source(table.key()), String.valueOf(seed));
            } else {
                own.add(table);
            }
        }
        RawNames names = new RawNames(
                own.stream()
                        .map(table -> new RawNames.Wanting(table.source(), table.name(), table.key(), true))
                        .toList(),
                taken);
        own.forEach(table -> landed(ModelNames.source(table.key()), names.of(table.key())));
    }

    private void landed(String key, String name) {
        raw.put(key, name);
        tables.put(key, new TableName(Layer.CURATED, name));
    }

    private static String free(String wanted, Set<String> taken) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    private void add(Draft draft, Layer layer, Set<String> taken) {
        Optional<String> name = TableName.proposal(draft.name());
        if (name.isEmpty() || !taken.add(name.get())) {
            remarks.add(Remark.left(
                    draft.file().place(),
                    name.isEmpty() ? "no table can have its name" : "another model has the name " + name.get()));
            return;
        }
        tables.put(draft.key(), new TableName(layer, name.get()));
    }

    private static Set<String> curated(List<Draft> models) {
        Set<String> curated = new HashSet<>();
        models.stream().filter(Tables::prepares).map(Draft::key).forEach(curated::add);
        boolean grows = true;
        while (grows) {
            Set<String> read = new HashSet<>();
            models.stream().filter(model -> curated.contains(model.key())).forEach(model -> read.addAll(model.reads()));
            grows = models.stream()
                            .map(Draft::key)
                            .filter(read::contains)
                            .filter(curated::add)
                            .count()
                    > 0;
        }
        return curated;
    }

    private static boolean prepares(Draft model) {
        return PREPARES.matcher(model.name()).matches()
                || model.file().folders().stream().anyMatch(PREPARING::contains);
    }

    /** The table that stands for what is read by this key; empty where none does. */
    Optional<TableName> of(String key) {
        return Optional.ofNullable(tables.get(key));
    }

    /** The raw table beneath it; empty where it is no seed and no source. */
    Optional<String> rawOf(String key) {
        return Optional.ofNullable(raw.get(key));
    }

    /** Models that got no name. */
    List<Remark> remarks() {
        return remarks;
    }
}
