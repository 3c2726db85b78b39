package org.temper.samplers.selection;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;

/** Candidates to select from. */
final class Pools {
  private Pools() {}

  static Candidate candidate(String task, long stream, double reward, String bucket, String text) {
    Trajectory trajectory =
        new Trajectory(
            List.of(
                new Segment.Prompt(ImmutableLongArray.of(1)),
                new Segment.Action(
                    ImmutableLongArray.of(2 + stream),
                    ImmutableDoubleArray.of(-1),
                    ImmutableDoubleArray.of(-1),
                    OptionalDouble.empty())),
            Ending.terminated(Ending.END_TOKEN));
    return Candidate.of(task, stream, trajectory, reward, bucket, text);
  }

  /** Candidates of one task whose texts are their streams. */
  static List<Candidate> task(String task, double... rewards) {
    return IntStream.range(0, rewards.length)
        .mapToObj(i -> candidate(task, i, rewards[i], "b", Integer.toString(i)))
        .toList();
  }

  @SafeVarargs
  static CandidatePool pool(List<Candidate>... tasks) {
    List<Candidate> all = new ArrayList<>();
    for (List<Candidate> task : tasks) {
      all.addAll(task);
    }
    return CandidatePool.of(all);
  }

  /** What is kept, as {@code task:stream}. */
  static List<String> kept(Selection selection, CandidatePool pool) {
    return names(selection.select(pool, 5).candidates());
  }

  static List<String> names(List<Candidate> candidates) {
    return candidates.stream().map(each -> each.task() + ":" + each.stream()).toList();
  }
}
