package org.temper.samplers.selection;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;
import org.temper.api.ContentHash;
import org.temper.api.Seeds;

/**
 * Statistical rejection sampling.
 *
 * @param beta how far the reward tilts
 * @param count how many of a task are accepted, in as many passes as that takes; 0 for one pass,
 *     whatever it accepts
 */
record StatisticalRejection(double beta, int count) implements Selection {
  private static final String DRAW = "selection-statistical";

  StatisticalRejection {
    checkArgument(
        beta > 0 && Double.isFinite(beta),
        "beta: expected a finite number above 0, got %s; for the best alone use topK",
        beta);
  }

  @Override
  public CandidatePool select(CandidatePool pool, long seed) {
    return pool.keepOfTasks(task -> ofTask(task, seed));
  }

  private List<Candidate> ofTask(List<Candidate> task, long seed) {
    int most = count == 0 ? task.size() : Math.min(count, task.size());
    long key = new ContentHash().add(task.get(0).task()).bits();
    List<Candidate> remaining = task;
    List<Candidate> accepted = new ArrayList<>();
    // A pass accepts at least the best of what remains.
    for (int pass = 0; accepted.size() < most && (pass == 0 || count > 0); pass++) {
      double best = remaining.stream().mapToDouble(Candidate::reward).max().orElseThrow();
      List<Candidate> left = new ArrayList<>();
      for (Candidate candidate : remaining) {
        double draw = Seeds.uniform(seed, DRAW, key, candidate.stream(), pass);
        boolean passes = draw < Math.exp((candidate.reward() - best) / beta);
        (passes && accepted.size() < most ? accepted : left).add(candidate);
      }
      remaining = left;
    }
    return accepted;
  }

  @Override
  public Scope scope() {
    return Scope.TASK;
  }
}
