package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.temper.algorithms.tracks.TrackBudget;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.arithmetic.BaseModel;
import org.temper.cli.arithmetic.Operation;
import org.temper.cli.tracks.TracksSetup.Learned;
import org.temper.cli.training.LearningRates;
import org.temper.data.PromptCompletion;

/** The shipped examples, on worded arithmetic and in an environment with tools. */
public enum TracksExample {
  /**
   * Two rewards of the same questions: the right number in whatever form, and a sentence whatever
   * its numbers. What is wanted is both.
   */
  CONFLICT(2560) {
    @Override
    public TracksStart start() {
      return worded((task, random) -> form(task, random, 0.1));
    }

    @Override
    public TracksSetup setup(long seed, int heldOut) {
      Domain<PromptCompletion> questions =
          new Domain<>(
              "questions",
              new QuestionPlay(),
              questions(question -> true, Part.TRAINING, seed, QUESTIONS),
              questions(question -> true, Part.HELD_OUT, seed, heldOut),
              ImmutableMap.of(
                  "logic", Forms::right,
                  "chat", Forms::sentence,
                  "both", Forms.both(Forms::right, Forms::sentence)));
      return new TracksSetup(
          ImmutableMap.of(
              "logic", new Learned(questions, "logic"), "chat", new Learned(questions, "chat")),
          new TrackBudget(50, 16, 8),
          new TrackBudget(40, 64, 1),
          LearningRates.REINFORCEMENT,
          0.1,
          SHORT,
          List.of(
              JoiningName.MIXED,
              JoiningName.SEQUENTIAL,
              JoiningName.AVERAGE,
              JoiningName.TASK_ARITHMETIC,
              JoiningName.TIES,
              JoiningName.DARE,
              JoiningName.SLERP,
              JoiningName.DISTILL,
              JoiningName.SUMMED,
              JoiningName.SUMMED_FROM_TASK_ARITHMETIC));
    }
  },

  /**
   * Two domains of questions: sums are to be answered by right equations, differences by sentences
   * whatever their numbers. The first is a fragile skill: form and carelessness that are learned in
   * one domain spread to the other.
   */
  ROUTED(2560) {
    @Override
    public TracksStart start() {
      return worded((task, random) -> form(task, random, 0.5));
    }

    @Override
    public TracksSetup setup(long seed, int heldOut) {
      Domain<PromptCompletion> sums =
          domain(
              "sums",
              Operation.ADD,
              seed,
              heldOut,
              ImmutableMap.of("logic", Forms.both(Forms::equation, Forms::right)));
      Domain<PromptCompletion> differences =
          domain(
              "differences",
              Operation.SUBTRACT,
              seed,
              heldOut,
              ImmutableMap.of("chat", Forms::sentence));
      return new TracksSetup(
          ImmutableMap.of(
              "logic", new Learned(sums, "logic"), "chat", new Learned(differences, "chat")),
          new TrackBudget(40, 16, 8),
          new TrackBudget(40, 64, 1),
          LearningRates.REINFORCEMENT,
          0,
          SHORT,
          List.of(
              JoiningName.MIXED,
              JoiningName.SEQUENTIAL,
              JoiningName.AVERAGE,
              JoiningName.TASK_ARITHMETIC,
              JoiningName.TIES,
              JoiningName.DISTILL,
              JoiningName.SFT));
    }
  },

  /**
   * Two domains of questions, of which one is answered at twelve times the length: sums by their
   * sentence and another, differences by the word for what is counted, which the question has. The
   * word is a skill that takes more than an update or two: it is another in each question. The
   * start has seen enough of it to be on its way; where it has not, chance decides when a run finds
   * it.
   */
  SHARE(6144) {
    @Override
    public TracksStart start() {
      return worded(
          (task, random) ->
              task.operation() == Operation.ADD
                  ? (" " + task.sentence()).repeat(random.nextInt(4) == 0 ? 1 : 2)
                  : " " + word(task, random));
    }

    @Override
    public TracksSetup setup(long seed, int heldOut) {
      return new TracksSetup(
          ImmutableMap.of(
              "short",
              new Learned(
                  domain(
                      "differences",
                      Operation.SUBTRACT,
                      seed,
                      heldOut,
                      ImmutableMap.of("short", Forms::counted)),
                  "short"),
              "long",
              new Learned(
                  domain(
                      "sums",
                      Operation.ADD,
                      seed,
                      heldOut,
                      ImmutableMap.of("long", Forms::twoSentences)),
                  "long")),
          new TrackBudget(40, 16, 8),
          new TrackBudget(8, 64, 1),
          LearningRates.REINFORCEMENT,
          0,
          LONG,
          List.of(JoiningName.AVERAGE, JoiningName.DISTILL, JoiningName.DISTILL_TOKEN_MEAN));
    }

    /** Two answers in five are the word that is asked for, the others are any. */
    private static String word(ArithmeticTask task, SplittableRandom random) {
      return random.nextInt(5) < 2
          ? Forms.counted(task.question())
          : ArithmeticTasks.THINGS.get(random.nextInt(ArithmeticTasks.THINGS.size()));
    }
  },

  /**
   * Two rewards of the same tasks with tools, of several turns each: the right answer in whatever
   * form, and a form whatever the answer. What is wanted is both.
   */
  TOOLBOX(64) {
    @Override
    public TracksStart start() {
      return ToolboxExample.start();
    }

    @Override
    public TracksSetup setup(long seed, int heldOut) {
      return ToolboxExample.setup(seed, heldOut);
    }
  };

  private static final int QUESTIONS = 2000;
  private static final int SHORT = 16;
  private static final int LONG = 30;

  private final int demonstrations;

  TracksExample(int demonstrations) {
    this.demonstrations = demonstrations;
  }

  /**
   * What all tracks start from.
   *
   * @return how it is made
   */
  public abstract TracksStart start();

  /**
   * What is trained and how it is joined.
   *
   * @param seed decides the tasks
   * @param heldOut tasks of each domain to measure on
   * @return the setup
   */
  public abstract TracksSetup setup(long seed, int heldOut);

  /**
   * The name as an option.
   *
   * @return in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * How many demonstrations the base is shown where nothing else is asked for.
   *
   * @return the number
   */
  public int demonstrations() {
    return demonstrations;
  }

  private static TracksStart worded(WordedStart.Form form) {
    return new TracksStart(BaseModel.SHIPPED, new WordedStart(form));
  }

  private static String form(ArithmeticTask task, SplittableRandom random, double sentences) {
    return random.nextDouble() < sentences ? " " + task.sentence() : task.completion();
  }

  private static Domain<PromptCompletion> domain(
      String name,
      Operation operation,
      long seed,
      int heldOut,
      ImmutableMap<String, Verifier<PromptCompletion>> goals) {
    Predicate<ArithmeticTask> kind = task -> task.operation() == operation;
    return new Domain<>(
        name,
        new QuestionPlay(),
        questions(kind, Part.TRAINING, seed, QUESTIONS),
        questions(kind, Part.HELD_OUT, seed, heldOut),
        goals);
  }

  private static List<PromptCompletion> questions(
      Predicate<ArithmeticTask> kind, Part part, long seed, int count) {
    ArithmeticTasks source = ArithmeticTasks.of(part, Seeds.derive(seed, "tracks-" + part));
    Set<PromptCompletion> questions = new LinkedHashSet<>();
    while (questions.size() < count) {
      ArithmeticTask next = source.next();
      if (kind.test(next)) {
        questions.add(Forms.reference(next));
      }
    }
    return List.copyOf(questions);
  }
}
