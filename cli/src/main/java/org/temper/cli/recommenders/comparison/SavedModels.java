package org.temper.cli.recommenders.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.models.hf.RecommenderDirectory;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * The directory {@code models} of a run: recommenders by the name of what made them.
 *
 * @param directory the run's directory
 * @param items the names of the items by id
 */
record SavedModels(Path directory, List<String> items) {

  static SavedModels in(Path out, Experiment experiment) {
    return new SavedModels(out.resolve("models"), experiment.log().items().asList());
  }

  void save(String name, RecommenderPolicy policy) throws IOException {
    new RecommenderDirectory(policy, items).save(directory.resolve(name));
  }
}
