package org.temper.cli.options.values;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The largest values of the options that take whole numbers. They are far above what is of use, and
 * below what would take all memory or overflow; they are checked before a recipe starts.
 */
public final class OptionLimits {
  /** The most updates of a run. */
  public static final long UPDATES = 10_000_000;

  /** The most completions that are sampled in one go. */
  public static final long COMPLETIONS = 1 << 20;

  private static final long NEVER = 1_000_000_000;
  private static final long TOKENS = 1 << 20;
  private static final long TOKENS_AT_ONCE = 1 << 24;
  private static final long ROWS = 1 << 16;
  private static final long WIDTH = 1 << 16;
  private static final long LAYERS = 1 << 10;
  private static final long LEVELS = 16;
  private static final long THREADS = 1 << 10;
  private static final long CANDIDATES = 1 << 12;
  private static final long CODES = 1 << 14;
  private static final long RECORDS = 1_000_000;
  private static final long PASSES = 100_000;
  private static final long REPETITIONS = 1_000;
  private static final long CENTURY_HOURS = 876_000;

  private static final ImmutableSortedMap<String, Long> LIMITS =
      ImmutableSortedMap.<String, Long>naturalOrder()
          .put("--bad-records", NEVER)
          .put("--bad-rows", NEVER)
          .put("--batch-size", ROWS)
          .put("--batch-tokens", TOKENS_AT_ONCE)
          .put("--beam-width", CANDIDATES)
          .put("--beside", THREADS)
          .put("--block-length", TOKENS)
          .put("--bootstrap", PASSES)
          .put("--candidates", CANDIDATES)
          .put("--checkpoint-every", NEVER)
          .put("--choose-targets", RECORDS)
          .put("--codes", CODES)
          .put("--content-size", ROWS)
          .put("--context", TOKENS)
          .put("--core", RECORDS)
          .put("--demonstration-updates", UPDATES)
          .put("--demonstrations", RECORDS)
          .put("--difficulty", 4L)
          .put("--ensemble", REPETITIONS)
          .put("--ensemble-epochs", PASSES)
          .put("--episodes", RECORDS)
          .put("--epochs", PASSES)
          .put("--evaluate-every", NEVER)
          .put("--evaluation-samples", ROWS)
          .put("--events-per-user", 10_000L)
          .put("--examples", RECORDS)
          .put("--feed-forward", 4 * WIDTH)
          .put("--fit-questions", RECORDS)
          .put("--generated-documents", RECORDS)
          .put("--generated-tasks", RECORDS)
          .put("--group-size", CANDIDATES)
          .put("--heads", 1024L)
          .put("--held-out", RECORDS)
          .put("--histories", RECORDS)
          .put("--items", RECORDS)
          .put("--iterations", UPDATES)
          .put("--layers", LAYERS)
          .put("--levels", LEVELS)
          .put("--loops", REPETITIONS)
          .put("--max-length", TOKENS)
          .put("--max-new-tokens", TOKENS)
          .put("--micro-batch-size", ROWS)
          .put("--micro-batch-tokens", TOKENS_AT_ONCE)
          .put("--minibatches", ROWS)
          .put("--negatives", RECORDS)
          .put("--overlong-buffer", TOKENS)
          .put("--pairs-per-prompt", CANDIDATES)
          .put("--passes", REPETITIONS)
          .put("--patience", PASSES)
          .put("--prior-hours", CENTURY_HOURS)
          .put("--prompt-words", TOKENS)
          .put("--prompts", ROWS)
          .put("--questions", RECORDS)
          .put("--rejected", CANDIDATES)
          .put("--reward-threads", THREADS)
          .put("--rounds", REPETITIONS)
          .put("--rows", ROWS)
          .put("--rows-at-once", ROWS)
          .put("--samples", ROWS)
          .put("--samples-per-prompt", CANDIDATES)
          .put("--sampling-rounds", REPETITIONS)
          .put("--seeds", REPETITIONS)
          .put("--session", REPETITIONS)
          .put("--shots", REPETITIONS)
          .put("--student-iterations", UPDATES)
          .put("--tasks", RECORDS)
          .put("--test-targets", NEVER)
          .put("--test-tasks", RECORDS)
          .put("--threads", THREADS)
          .put("--top-k", NEVER)
          .put("--turns", TOKENS)
          .put("--updates", UPDATES)
          .put("--users", RECORDS)
          .put("--validation-targets", NEVER)
          .put("--validation-tasks", RECORDS)
          .put("--widen", REPETITIONS)
          .put("--width", WIDTH)
          .put("--words", RECORDS)
          .put("--worlds", REPETITIONS)
          .build();

  private static final Set<Class<?>> WHOLE_NUMBERS =
      Set.of(int.class, Integer.class, long.class, Long.class);

  private OptionLimits() {}

  /**
   * The largest value of an option.
   *
   * @param option its longest name
   * @return the limit; empty where it takes any number
   */
  public static Optional<Long> of(String option) {
    return Optional.ofNullable(LIMITS.get(option));
  }

  /**
   * All limits.
   *
   * @return the largest value by option, sorted by name
   */
  public static Map<String, Long> all() {
    return LIMITS;
  }

  /**
   * Checks that a number is not too small.
   *
   * @param option the option that it is of
   * @param least the smallest that is taken
   * @param value the number
   * @throws IllegalArgumentException if it is smaller
   */
  public static void atLeast(String option, int least, int value) {
    checkArgument(value >= least, "%s: expected at least %s, got %s", option, least, value);
  }

  /**
   * Runs recipes after the options that were given are found to be within their limits.
   *
   * @param recipes how they are run
   * @return the same, which throws a {@link ParameterException} that names an option that is not
   */
  public static IExecutionStrategy checking(IExecutionStrategy recipes) {
    return parsed -> {
      if (parsed.hasSubcommand() && !parsed.subcommand().isUsageHelpRequested()) {
        check(parsed.subcommand());
      }
      return recipes.execute(parsed);
    };
  }

  private static void check(ParseResult recipe) {
    for (OptionSpec option : recipe.matchedOptions()) {
      if (WHOLE_NUMBERS.contains(option.type()) && option.getValue() instanceof Number value) {
        of(option.longestName())
            .filter(limit -> value.longValue() > limit)
            .ifPresent(
                limit -> {
                  throw new ParameterException(
                      recipe.commandSpec().commandLine(),
                      String.format(
                          "%s: expected at most %d, got %s", option.longestName(), limit, value));
                });
      }
    }
  }

  /**
   * The product of options' values, which is bound as they are.
   *
   * @param what the options
   * @param limit the largest product
   * @param factors their values, not negative
   * @return the product
   * @throws IllegalArgumentException if it is above the limit
   */
  public static int product(String what, long limit, long... factors) {
    long product = 1;
    for (long factor : factors) {
      // Beyond the limit it stays there, so that it cannot overflow.
      product = factor == 0 ? 0 : product > limit / factor ? limit + 1 : product * factor;
    }
    checkArgument(
        product <= limit,
        "%s: expected a product of at most %s, got %s",
        what,
        limit,
        Arrays.stream(factors).mapToObj(Long::toString).collect(Collectors.joining(" × ")));
    return Math.toIntExact(product);
  }
}
