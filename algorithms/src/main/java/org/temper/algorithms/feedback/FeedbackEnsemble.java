package org.temper.algorithms.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.api.items.FeedbackModel;

/**
 * Several feedback models, trained from different seeds, asked together: where they disagree, none
 * of them knows. It owns none of them.
 */
public final class FeedbackEnsemble {
  private final ImmutableList<FeedbackModel> members;

  /**
   * An ensemble.
   *
   * @param members the models, at least one, of one catalog and with equally many values
   * @throws IllegalArgumentException if there is none, or they do not fit together
   */
  public FeedbackEnsemble(List<? extends FeedbackModel> members) {
    checkArgument(!members.isEmpty(), "members: expected at least one, got none");
    FeedbackModel first = members.get(0);
    for (FeedbackModel member : members) {
      checkArgument(
          member.items() == first.items() && member.valueCount() == first.valueCount(),
          "members: expected %s items and %s values in each, got %s and %s",
          first.items(),
          first.valueCount(),
          member.items(),
          member.valueCount());
    }
    this.members = ImmutableList.copyOf(members);
  }

  /**
   * Feedback on candidates at the position of each scored token.
   *
   * @param batch the sequences
   * @param candidates which items
   * @return row-major [B, T, C]; 0 where no token is scored
   */
  public EnsembleFeedback feedback(SequenceBatch batch, Candidates candidates) {
    List<float[]> answers = new ArrayList<>();
    members.forEach(member -> answers.add(member.feedback(batch, candidates)));
    return combined(answers);
  }

  /**
   * Feedback on every item, as the one that follows each row of a batch.
   *
   * @param histories the sequences so far
   * @return for each of the B rows, one number an item, K
   */
  public List<EnsembleFeedback> nextFeedback(SequenceBatch histories) {
    List<float[][]> answers = new ArrayList<>();
    members.forEach(member -> answers.add(member.nextFeedback(histories)));
    List<EnsembleFeedback> rows = new ArrayList<>();
    for (int row = 0; row < histories.rows(); row++) {
      List<float[]> ofRow = new ArrayList<>();
      for (float[][] answer : answers) {
        ofRow.add(answer[row]);
      }
      rows.add(combined(ofRow));
    }
    return ImmutableList.copyOf(rows);
  }

  /**
   * Values of the states in which the scored tokens were chosen.
   *
   * @param batch the sequences
   * @return means over the members, row-major [B, T, E]; 0 where no token is scored
   */
  public float[] values(SequenceBatch batch) {
    List<float[]> answers = new ArrayList<>();
    members.forEach(member -> answers.add(member.values(batch)));
    return combined(answers).means();
  }

  private static EnsembleFeedback combined(List<float[]> answers) {
    int length = answers.get(0).length;
    float[] means = new float[length];
    float[] spreads = new float[length];
    for (int i = 0; i < length; i++) {
      double sum = 0;
      for (float[] answer : answers) {
        sum += answer[i];
      }
      double mean = sum / answers.size();
      double squares = 0;
      for (float[] answer : answers) {
        squares += (answer[i] - mean) * (answer[i] - mean);
      }
      means[i] = (float) mean;
      spreads[i] = (float) Math.sqrt(squares / Math.max(1, answers.size() - 1));
    }
    return new EnsembleFeedback(means, spreads);
  }
}
