package org.temper.testkit;

import java.util.function.Function;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.api.TrainableRewardModel;

/** A reward model with something wrong planted in its evaluation, for laws to find. */
record AlteredRewardModel(
    TrainableRewardModel model, Function<SequenceBatch, ? extends SequenceScores> evaluation)
    implements TrainableRewardModel {

  @Override
  public ParameterSet parameters() {
    return model.parameters();
  }

  @Override
  public ScoredSequences score(SequenceBatch batch) {
    return model.score(batch);
  }

  @Override
  public SequenceScores evaluate(SequenceBatch batch) {
    return evaluation.apply(batch);
  }

  @Override
  public double[] rewards(SequenceBatch batch) {
    return model.rewards(batch);
  }

  @Override
  public void close() {
    model.close();
  }
}
