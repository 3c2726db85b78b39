package org.temper.algorithms.distillation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.function.Function;
import org.temper.algorithms.distillation.DistillationLoss.Choices;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.algorithms.policygradient.EpisodeTable.Part;
import org.temper.api.Differentiable;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.items.CandidatePolicy;
import org.temper.api.items.ScoredCandidates;
import org.temper.losses.DistillationLosses;
import org.temper.losses.PolicyLogProbs;

/**
 * The losses of rows that one target teaches, and what they come from; as long as they are scored.
 *
 * @param logProbs of the student's tokens, [B, T]
 * @param teacher of the same tokens under the target, [B, T]
 * @param losses of the tokens, [B, T], unreduced
 */
record PartLosses(NDArray logProbs, NDArray teacher, NDArray losses) {

  /** Scores rows with the target, then with the student, and adds the gradient of their share. */
  static double descend(
      Policy student,
      Target target,
      DistillationLoss loss,
      Part part,
      Function<PartLosses, NDArray> share) {
    try (NDManager owner = NDManager.newBaseManager(Device.cpu())) {
      return loss.choices() == Choices.SAMPLED
          ? ofTokens(owner, student, target, loss, part, share)
          : ofChoices(owner, (CandidatePolicy) student, target, loss, part, share);
    }
  }

  private static double ofTokens(
      NDManager owner,
      Policy student,
      Target target,
      DistillationLoss loss,
      Part part,
      Function<PartLosses, NDArray> share) {
    SequenceBatch batch = part.batch();
    NDArray ofTeacher = target.ofTokens(owner, batch);
    try (ScoredBatch scored = student.score(batch)) {
      NDArray logProbs = scored.tokenLogProbs();
      NDArray teacher = like(logProbs, ofTeacher);
      NDArray old = part.array(scored.manager(), Column.OLD_LOG_PROBS);
      NDArray losses =
          DistillationLosses.sampledReverseKl(
              new PolicyLogProbs(logProbs, old), teacher, loss.clip().orElseThrow());
      NDArray weighted = losses.mul(part.array(scored.manager(), Column.IMPORTANCE));
      return backward(scored, share.apply(new PartLosses(logProbs, teacher, weighted)));
    }
  }

  private static double ofChoices(
      NDManager owner,
      CandidatePolicy student,
      Target target,
      DistillationLoss loss,
      Part part,
      Function<PartLosses, NDArray> share) {
    SequenceBatch batch = part.batch();
    NDArray all = target.ofAll(owner, batch);
    NDArray ids =
        switch (loss.choices()) {
          case TEACHER_TOP -> Vocabulary.top(all, loss.count());
          case STUDENT_TOP ->
              Vocabulary.top(Vocabulary.logProbs(owner, student, batch), loss.count());
          case ALL, SAMPLED -> Vocabulary.every(owner, batch, student.vocabularySize());
        };
    // The tokens themselves come first.
    try (ScoredCandidates scored =
        student.scoreCandidates(batch, Vocabulary.candidates(batch, ids))) {
      NDArray logProbs = scored.logProbs();
      NDArray choices = logProbs.get(new NDIndex(":, :, 1:"));
      NDArray losses = loss.divergence().apply(choices, like(logProbs, Vocabulary.pick(all, ids)));
      return backward(
          scored,
          share.apply(
              new PartLosses(
                  logProbs.get(new NDIndex(":, :, 0")),
                  like(logProbs, Vocabulary.ofTokens(all, batch)),
                  losses)));
    }
  }

  private static double backward(Differentiable scored, NDArray share) {
    scored.backward(share);
    return share.getFloat();
  }

  private static NDArray like(NDArray array, NDArray other) {
    return other.toDevice(array.getDevice(), false);
  }
}
