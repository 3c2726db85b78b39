package org.temper.algorithms.distillation;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.api.ContentHash;
import org.temper.api.Excerpt;

/**
 * The domain of each task, which decides who teaches what is said to its prompt: exactly one for
 * each.
 *
 * @param domains the domain of each task, by the task's id
 * @param other the domain of all other tasks; where there is none, another task is an error
 */
public record Routing(Map<String, String> domains, Optional<String> other) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]+");

  /**
   * Checks the names and copies.
   *
   * @throws IllegalArgumentException if a domain's name is not in lower snake case
   */
  public Routing {
    domains = ImmutableMap.copyOf(domains);
    domains.values().forEach(Routing::checkName);
    other.ifPresent(Routing::checkName);
  }

  private static void checkName(String domain) {
    checkArgument(
        NAME.matcher(domain).matches(),
        "domain: expected lower-case letters, digits and _, got %s",
        Excerpt.of(domain));
  }

  /**
   * A strict routing: a task that is not among these is an error.
   *
   * @param domains the domain of each task, by the task's id
   * @return the routing
   * @throws IllegalArgumentException if a domain's name is not in lower snake case
   */
  public static Routing of(Map<String, String> domains) {
    return new Routing(domains, Optional.empty());
  }

  /**
   * A strict routing of tasks by what they are.
   *
   * @param tasks the tasks
   * @param domain the domain of each
   * @param <T> what a task is
   * @return the routing
   * @throws IllegalArgumentException if a domain's name is not in lower snake case, or two tasks of
   *     one id have different domains
   */
  public static <T> Routing ofTasks(
      List<PromptedTask<T>> tasks, Function<? super T, String> domain) {
    ImmutableMap.Builder<String, String> domains = ImmutableMap.builder();
    tasks.stream()
        .map(task -> Map.entry(task.id(), domain.apply(task.task())))
        .distinct()
        .forEach(domains::put);
    return of(domains.buildOrThrow());
  }

  /**
   * A routing of every task to one domain.
   *
   * @param domain the domain
   * @return the routing
   * @throws IllegalArgumentException if the name is not in lower snake case
   */
  public static Routing all(String domain) {
    return new Routing(Map.of(), Optional.of(domain));
  }

  /**
   * With a domain for every task that is not among these.
   *
   * @param domain the domain
   * @return a new routing
   * @throws IllegalArgumentException if the name is not in lower snake case
   */
  public Routing withDefault(String domain) {
    return new Routing(domains, Optional.of(domain));
  }

  /**
   * The domain of a task.
   *
   * @param task the task's id
   * @return its domain
   * @throws IllegalArgumentException if it is not among those that are routed, and there is no
   *     domain for the others
   */
  public String domain(String task) {
    String domain = domains.get(task);
    if (domain != null) {
      return domain;
    }
    return other.orElseThrow(
        () ->
            new IllegalArgumentException(
                "routing: expected a domain for each task, got none for "
                    + Excerpt.of(task)
                    + "; name it in the routing, or give Routing.withDefault"));
  }

  /**
   * The domains that a task may be of.
   *
   * @return in the order in which they were named, that of other tasks last
   */
  public Set<String> targets() {
    ImmutableSet.Builder<String> targets = ImmutableSet.builder();
    targets.addAll(domains.values());
    other.ifPresent(targets::add);
    return targets.build();
  }

  /** A hash of which task is of which domain. */
  String contents() {
    ContentHash hash = new ContentHash();
    domains.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> hash.add(entry.getKey()).add(entry.getValue()));
    return hash.add(other.orElse("")).digits();
  }
}
