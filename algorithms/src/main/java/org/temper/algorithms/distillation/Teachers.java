package org.temper.algorithms.distillation;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import org.temper.api.Excerpt;
import org.temper.api.Policy;
import org.temper.api.items.CandidatePolicy;

/**
 * The teachers of a student, and what each of its tasks is taught by: the one teacher of the task's
 * domain, or the sum of all teachers' rewards. They are only ever evaluated, and owned by the
 * caller.
 */
public final class Teachers {
  private final Routing routing;
  private final ImmutableMap<String, Target> targets;
  private final ImmutableMap<String, Object> identity;

  private Teachers(
      Routing routing, Map<String, Target> targets, ImmutableMap<String, Object> identity) {
    this.routing = routing;
    this.targets = ImmutableMap.copyOf(targets);
    this.identity = identity;
  }

  /**
   * One teacher for each domain, and each prompt scored by that of its domain.
   *
   * @param routing the domain of each task
   * @param teachers the frozen teacher of each domain
   * @return the teachers
   * @throws IllegalArgumentException if a domain has no teacher, or a teacher no task
   */
  public static Teachers routed(Routing routing, Map<String, ? extends Policy> teachers) {
    for (String domain : routing.targets()) {
      checkArgument(
          teachers.containsKey(domain),
          "teachers: expected one for each domain of the routing, got none for %s; there are %s",
          domain,
          Excerpt.ofAll(teachers.keySet()));
    }
    for (String domain : teachers.keySet()) {
      checkArgument(
          routing.targets().contains(domain),
          "routing: expected a task for each teacher, got none for %s; leave the teacher out, or"
              + " route tasks to it",
          domain);
    }
    return new Teachers(
        routing,
        Maps.toMap(
            routing.targets(), domain -> new Target.Teacher(requireNonNull(teachers.get(domain)))),
        ImmutableMap.of("teachers", "routed"));
  }

  /**
   * The sum of all teachers' rewards for every prompt: a target that no teacher is, from which the
   * reward of each, in the sense of a policy that maximizes a reward held to the start, can be read
   * off.
   *
   * <pre>π_target ∝ π_0 · Π_i (π_i / π_0)^w_i, over the vocabulary at each token</pre>
   *
   * <p>All are asked about every prompt, for the whole vocabulary: once more for each expert than
   * routing costs, and more memory.
   *
   * @param routing the domain of each task, for its shares and figures alone
   * @param start the frozen policy that all experts come from, π_0
   * @param experts by name, at least one
   * @return the teachers
   * @throws IllegalArgumentException if there is no expert
   */
  public static Teachers summedRewards(
      Routing routing, CandidatePolicy start, Map<String, Expert> experts) {
    checkArgument(!experts.isEmpty(), "experts: expected at least one, got none");
    Target target = new Target.SummedRewards(start, ImmutableList.copyOf(experts.values()));
    ImmutableMap.Builder<String, Object> identity = ImmutableMap.builder();
    identity.put("teachers", "summed_rewards");
    experts.forEach((name, expert) -> identity.put("weight." + name, expert.weight()));
    return new Teachers(
        routing, Maps.toMap(routing.targets(), domain -> target), identity.buildOrThrow());
  }

  /** The domains, in the order of the routing. */
  List<String> domains() {
    return targets.keySet().asList();
  }

  /** The domain of a task. */
  String domain(String task) {
    return routing.domain(task);
  }

  /** What a domain is taught by. */
  Target target(String domain) {
    Target target = targets.get(domain);
    checkArgument(target != null, "domain: expected one of %s, got %s", domains(), domain);
    return target;
  }

  /** Everyone who is asked. */
  List<Policy> policies() {
    return targets.values().stream()
        .flatMap(target -> target.policies().stream())
        .distinct()
        .toList();
  }

  /**
   * Checks that a student can learn from them by a loss.
   *
   * @throws IllegalArgumentException if one of them is the student or has another vocabulary, or
   *     one that is asked about the whole vocabulary cannot answer
   */
  void check(Policy student, DistillationLoss loss) {
    boolean whole = loss.choices() != DistillationLoss.Choices.SAMPLED;
    checkArgument(
        !whole || student instanceof CandidatePolicy,
        "policy: expected one that scores candidates with %s, got %s; use"
            + " DistillationLoss.sampledReverseKl",
        loss.name(),
        student.getClass().getSimpleName());
    checkArgument(
        loss.count() <= student.vocabularySize(),
        "k: expected at most %s, the vocabulary, got %s",
        student.vocabularySize(),
        loss.count());
    for (Policy teacher : policies()) {
      checkArgument(
          teacher != student,
          "teachers: expected policies that stay as they are, got the trained one");
      checkArgument(
          teacher.vocabularySize() == student.vocabularySize(),
          "teachers: expected the policy's vocabulary of %s, got %s",
          student.vocabularySize(),
          teacher.vocabularySize());
      checkArgument(
          !whole || teacher instanceof CandidatePolicy,
          "teachers: expected those that score candidates with %s, got %s; use"
              + " DistillationLoss.sampledReverseKl",
          loss.name(),
          teacher.getClass().getSimpleName());
    }
  }

  /** Settings that decide the numbers; what the teachers weigh is the caller's to state. */
  Map<String, Object> identity() {
    return ImmutableMap.<String, Object>builder()
        .putAll(identity)
        .put("domains", domains())
        .put("routing", routing.contents())
        .buildOrThrow();
  }
}
