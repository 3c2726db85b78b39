package org.temper.cli.recommenders.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.models.hf.Provenance;
import org.temper.models.hf.RecommenderDirectory;
import org.temper.models.hf.SaveOptions;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * The directory {@code models} of a run: recommenders by the name of what made them.
 *
 * @param directory where they are kept; empty where none is
 * @param items the names of the items by id
 * @param settings what decided the numbers of the run, its recipe and the hash of its log among
 *     them; each model's record states it
 */
record SavedModels(Optional<Path> directory, List<String> items, Map<String, String> settings) {

  static SavedModels in(Path out, Experiment experiment, Map<String, String> settings) {
    return new SavedModels(Optional.of(folder(out)), experiment.log().items().asList(), settings);
  }

  /** Where a run keeps them. */
  static Path folder(Path out) {
    return out.resolve("models");
  }

  /** Where models are of no use to anybody: nothing is kept. */
  static SavedModels none() {
    return new SavedModels(Optional.empty(), List.of(), Map.of());
  }

  void save(String name, RecommenderPolicy policy) throws IOException {
    if (directory.isPresent()) {
      Provenance made =
          Provenance.of(settings.get(ComparisonIdentity.RECIPE) + " " + name, settings);
      new RecommenderDirectory(policy, items)
          .save(directory.get().resolve(name), SaveOptions.defaults().withProvenance(made));
    }
  }
}
