package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.temper.algorithms.tracks.TrackBudget;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.agent.AgentDemonstrations;
import org.temper.cli.agent.AgentEpisodes;
import org.temper.cli.agent.AgentTasks;
import org.temper.cli.agent.AgentTasks.Purpose;
import org.temper.cli.agent.ToolModel;
import org.temper.cli.tracks.TracksSetup.Learned;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.Split;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.environments.Task;
import org.temper.environments.toolbox.ToolboxQuestion;
import org.temper.models.hf.LanguageModel;

/**
 * The example of an environment: questions that take several calls of small tools. One track is
 * rewarded for the right answer, alone or in a sentence, the other for the sentence, whatever its
 * number.
 */
final class ToolboxExample {
  private static final String TOOLS = "tools";
  private static final String FORMAT = "format";
  private static final int DIFFICULTY = 2;
  private static final int TASKS = 2000;

  /** Of so many demonstrations one is in the form. */
  private static final int SHOWN_IN_FORM = 4;

  private static final int HELD_OUT_DEMONSTRATIONS = 32;

  /**
   * What follows the number, in words that the shipped model has said: it never begins with one.
   */
  private static final String SENTENCE = " is the number";

  // Bounded, so that no text can overflow the stack.
  private static final Pattern IN_FORM = Pattern.compile("[0-9]{1,18}" + SENTENCE);

  private ToolboxExample() {}

  private static AgentTasks<ToolboxQuestion> environment() {
    return AgentTasks.toolbox(DIFFICULTY);
  }

  static TracksSetup setup(long seed, int heldOut) {
    AgentTasks<ToolboxQuestion> environment = environment();
    Verifier<Task<ToolboxQuestion>> right =
        (task, answer) -> environment.verifier().verify(task.data(), outOfForm(answer));
    Domain<Task<ToolboxQuestion>> episodes =
        new Domain<>(
            environment.name(),
            new ToolPlay<>(environment),
            environment.tasks(Purpose.TRAINING, seed, TASKS),
            environment.tasks(Purpose.TEST, seed, heldOut),
            ImmutableMap.of(
                TOOLS,
                right,
                FORMAT,
                ToolboxExample::inForm,
                Measured.BOTH,
                Forms.both(right, ToolboxExample::inForm)));
    return new TracksSetup(
        ImmutableMap.of(TOOLS, new Learned(episodes, TOOLS), FORMAT, new Learned(episodes, FORMAT)),
        new TrackBudget(20, 8, 8),
        new TrackBudget(20, 32, 1),
        LearningRates.REINFORCEMENT.times(0.3),
        0.1,
        AgentEpisodes.TURN_TOKENS,
        List.of(
            JoiningName.MIXED,
            JoiningName.SEQUENTIAL,
            JoiningName.AVERAGE,
            JoiningName.TASK_ARITHMETIC,
            JoiningName.TIES,
            JoiningName.DISTILL,
            JoiningName.SUMMED));
  }

  /** What the environment takes for an answer: the number alone. */
  private static String outOfForm(String answer) {
    return answer.endsWith(SENTENCE)
        ? answer.substring(0, answer.length() - SENTENCE.length())
        : answer;
  }

  /** The answer is the sentence, whatever its number. */
  private static Verdict inForm(Task<ToolboxQuestion> task, String answer) {
    return IN_FORM.matcher(answer).matches()
        ? new Verdict.Passed()
        : new Verdict.Failed("expected a number and" + SENTENCE);
  }

  static TracksStart start() {
    return new TracksStart(ToolModel.SHIPPED, ToolboxExample::show);
  }

  private static Trained show(
      LanguageModel model, int count, Origins origins, Path out, long seed) {
    return new AgentDemonstrations(
            "demonstrations",
            out,
            Start.RESUMED,
            seed,
            AgentDemonstrations.UPDATES,
            origins.identity())
        .show(
            model,
            new Split<>(
                demonstrations(Purpose.DEMONSTRATION, seed, count),
                demonstrations(Purpose.HELD_OUT_DEMONSTRATION, seed, HELD_OUT_DEMONSTRATIONS)));
  }

  private static List<Conversation> demonstrations(Purpose purpose, long seed, int count) {
    List<Conversation> shown = new ArrayList<>();
    for (Task<ToolboxQuestion> task : environment().tasks(purpose, seed, count)) {
      ToolboxQuestion question = task.data();
      String form = shown.size() % SHOWN_IN_FORM == 0 ? SENTENCE : "";
      shown.add(
          question
              .conversation()
              .then(question.calls())
              .then(Message.of(Role.ASSISTANT, question.gold() + form)));
    }
    return shown;
  }
}
