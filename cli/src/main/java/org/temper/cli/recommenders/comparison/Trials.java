package org.temper.cli.recommenders.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.temper.cli.recommenders.experiment.CachedScores;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Measures;
import org.temper.cli.recommenders.experiment.Measures.Measured;
import org.temper.cli.recommenders.experiment.RewardResiduals;
import org.temper.cli.recommenders.training.PostTrained;
import org.temper.cli.recommenders.training.PostTraining;
import org.temper.cli.recommenders.training.RewardEnsemble;
import org.temper.cli.recommenders.training.Stage;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.evaluation.ranking.TargetValues;
import org.temper.interactions.ItemScorer;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * Trials of methods with one seed. Each is made once, however often the comparison is stopped and
 * resumed: what it reached is kept beside its training.
 */
final class Trials {
  private final PostTraining training;
  private final TrainingStages stages;
  private final Measures validation;
  private final Measures test;

  Trials(
      Experiment experiment, PostTraining training, RewardEnsemble judges, TrainingStages stages) {
    ItemScorer judge = new CachedScores(judges.scorer());
    this.training = training;
    this.stages = stages;
    this.validation =
        Measures.of(experiment, experiment.split().validation(), judge, training.cloned());
    this.test = Measures.of(experiment, experiment.split().test(), judge, training.cloned());
  }

  /** Keeps the policy that a method trained, before it is freed. */
  interface Keeper {
    void keep(String method, RecommenderPolicy trained) throws IOException;
  }

  /** What the cloned policy itself reaches on the targets that are reported. */
  Measured cloned() {
    return test.of(training.cloned());
  }

  /** What of the rewards of the targets that are reported is neither the user's nor the item's. */
  TargetValues residuals() {
    return test.residuals(training.bias());
  }

  /** What biases leave of the rewards of the targets to choose by. */
  RewardResiduals validationResiduals() {
    return new RewardResiduals(
        validation.residuals(training.bias()), validation.residuals(training.userBias()));
  }

  /** What a value of a method's setting reaches on the targets to choose by. */
  Trial validate(Method method, double value) {
    return trial(method, value, "validation", validation, (name, trained) -> {});
  }

  /**
   * What a value of a method's setting reaches on the targets that are reported.
   *
   * @param keeper called where the trial was not made before
   */
  Trial report(Method method, double value, Keeper keeper) {
    return trial(method, value, "test", test, keeper);
  }

  /** Deletes a method's models: all is measured of them. */
  void deleteModels(MethodResult result) throws IOException {
    for (double value : result.tried()) {
      stages.deleteModel(stage(result.method(), value));
    }
    for (String part : result.method().parts()) {
      stages.deleteModel(Stage.of(part, training.seed()));
    }
  }

  private Trial trial(
      Method method, double value, String targets, Measures measures, Keeper keeper) {
    Stage stage = stage(method, value);
    TrialFile file = new TrialFile(stages.directory(stage).resolve(targets + ".json.gz"));
    if (file.exists()) {
      method.parts().forEach(part -> stages.record(Stage.of(part, training.seed())));
      stages.record(stage);
      return file.read();
    }
    try (PostTrained trained = method.maker().make(training, stage)) {
      if (trained.policy().isPresent()) {
        keeper.keep(method.name(), trained.policy().get());
      }
      Trial trial = new Trial(value, measures.of(trained.scorer()), trained.effectiveShare());
      file.write(trial);
      return trial;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stage stage(Method method, double value) {
    return Stage.of(method.name(), training.seed()).with(value);
  }
}
