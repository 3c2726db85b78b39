package org.temper.cli.rl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.temper.algorithms.reward.RewardModelEnsemble;
import org.temper.api.RewardModel;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.models.hf.Provenance.Parent;

/** The reward models of a run, asked together. */
public final class OpenModels implements AutoCloseable {
  private final double caution;
  private final List<LanguageRewardModel> members = new ArrayList<>();

  /**
   * No models yet.
   *
   * @param caution what is taken off the mean for each standard deviation between the models
   */
  public OpenModels(double caution) {
    this.caution = caution;
  }

  /**
   * Loads one more.
   *
   * @param directory its directory
   * @param options how it computes
   * @return the model, owned by this
   * @throws IllegalArgumentException if it is no reward model
   * @throws IOException if a file cannot be read
   */
  public LanguageRewardModel load(Path directory, DecoderOptions options) throws IOException {
    LanguageRewardModel model = LanguageRewardModel.load(directory, options);
    members.add(model);
    return model;
  }

  /**
   * What they are.
   *
   * @return in the order in which they were given
   */
  public List<Parent> origins() {
    return members.stream().map(LanguageRewardModel::origin).toList();
  }

  /**
   * What they say together.
   *
   * @return the ensemble of those that are loaded, at least one, at least two where there is
   *     caution; meaningless once this is closed
   */
  public RewardModel judge() {
    List<RewardModel> judges = members.stream().<RewardModel>map(open -> open.model()).toList();
    return caution == 0
        ? RewardModelEnsemble.mean(judges)
        : RewardModelEnsemble.conservative(judges, caution);
  }

  @Override
  public void close() {
    members.forEach(LanguageRewardModel::close);
  }
}
