package org.temper.cli.agent;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Verifier;
import org.temper.data.chat.Conversation;
import org.temper.environments.Task;
import org.temper.environments.TaskSource;
import org.temper.environments.sql.SqlEnvironment;
import org.temper.environments.sql.SqlQuestion;
import org.temper.environments.sql.SqlTasks;
import org.temper.environments.toolbox.ToolboxEnvironment;
import org.temper.environments.toolbox.ToolboxQuestion;
import org.temper.environments.toolbox.ToolboxTasks;

/**
 * Tasks of a shipped environment with tools, with all that is needed to learn them.
 *
 * @param name the environment's name
 * @param source the tasks of a seed
 * @param demonstration how a task can be done
 * @param episodes makes the object of an episode, whose methods are the tools
 * @param verifier checks answers
 * @param <T> what is known of a task
 */
public record AgentTasks<T>(
    String name,
    LongFunction<TaskSource<T>> source,
    Function<T, Conversation> demonstration,
    Supplier<?> episodes,
    Verifier<T> verifier) {

  /** What tasks are for. Each purpose has its own. */
  public enum Purpose {
    /** To be shown how they are done. */
    DEMONSTRATION,
    /** To measure the likelihood of demonstrations. */
    HELD_OUT_DEMONSTRATION,
    /** To sample from. */
    TRAINING,
    /** To choose between rounds. */
    VALIDATION,
    /** To report on. */
    TEST
  }

  /**
   * Questions that generated tables answer.
   *
   * @param difficulty from 1 to {@link SqlTasks#HARDEST}
   * @return the tasks
   */
  public static AgentTasks<SqlQuestion> sql(int difficulty) {
    return new AgentTasks<>(
        "sql",
        seed -> SqlTasks.of(seed, difficulty),
        SqlQuestion::demonstration,
        SqlEnvironment::new,
        SqlTasks.verifier());
  }

  /**
   * Questions that take several small tools.
   *
   * @param difficulty from 1 to {@link ToolboxTasks#HARDEST}
   * @return the tasks
   */
  public static AgentTasks<ToolboxQuestion> toolbox(int difficulty) {
    return new AgentTasks<>(
        "toolbox",
        seed -> ToolboxTasks.of(seed, difficulty),
        ToolboxQuestion::demonstration,
        ToolboxEnvironment::new,
        ToolboxTasks.verifier());
  }

  /**
   * The first tasks of a purpose.
   *
   * @param purpose what they are for
   * @param seed decides them
   * @param count how many
   * @return the tasks
   */
  public List<Task<T>> tasks(Purpose purpose, long seed, int count) {
    return source.apply(Seeds.derive(seed, "agent-" + purpose.name())).tasks(0, count);
  }

  /**
   * Demonstrations of the first tasks of a purpose.
   *
   * @param purpose what they are for
   * @param seed decides them
   * @param count how many
   * @return conversations to their end
   */
  public List<Conversation> demonstrations(Purpose purpose, long seed, int count) {
    return tasks(purpose, seed, count).stream()
        .map(task -> demonstration.apply(task.data()))
        .toList();
  }
}
