package org.temper.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.Verifier;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.Tool;
import org.temper.environments.Task;
import org.temper.environments.procedural.ProceduralTasks;
import org.temper.environments.procedural.Puzzle;
import org.temper.environments.sql.SqlEnvironment;
import org.temper.environments.sql.SqlQuestion;
import org.temper.environments.sql.SqlTasks;
import org.temper.environments.toolbox.ToolboxEnvironment;
import org.temper.environments.toolbox.ToolboxQuestion;
import org.temper.environments.toolbox.ToolboxTasks;
import org.temper.environments.tools.ToolEnvironment;
import org.temper.environments.tools.ToolEnvironments;
import org.temper.environments.traces.Trace;
import org.temper.testkit.PieceCodec;

/** Episodes of the shipped environments, played without a model: by the book, or by chance. */
final class StoredEpisodes {
  private static final String END = "<|im_end|>";
  private static final String TEMPLATE =
      "{% for t in tools or [] %}[{{ t.function.name }}]{% endfor %}"
          + "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
          + "{% for c in m.tool_calls or [] %}<tool_call>{\"name\": \"{{ c.function.name }}\","
          + " \"arguments\": {{ c.function.arguments | tojson }}}</tool_call>{% endfor %}"
          + "<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
  private static final PieceCodec CODEC =
      new PieceCodec(ImmutableList.of(END, "<|im_start|>"), ImmutableList.of());
  private static final ConversationTokenization TOKENIZATION =
      ConversationTokenization.of(
          CODEC, ChatFormat.of(ChatTemplate.of("tiny", TEMPLATE), SpecialTokens.none()));

  private StoredEpisodes() {}

  /** A tool that answers nothing. */
  public static class Silence {
    @Tool("says nothing")
    public String ask() {
      return "";
    }
  }

  /** Endless episodes, of SQL and of the toolbox in turn, of all difficulties, half by chance. */
  static Stream<Trace> toolEpisodes(long seed) {
    Random random = new Random(seed);
    return Stream.iterate(0L, i -> i + 1).map(i -> toolEpisode(seed, i, random));
  }

  private static Trace toolEpisode(long seed, long i, Random random) {
    int difficulty = 1 + (int) (i / 2 % 4);
    if (i % 2 == 0) {
      Task<SqlQuestion> task = SqlTasks.of(seed, difficulty).task(i / 8);
      return episode(
          task,
          SqlEnvironment::new,
          SqlTasks.verifier(),
          turns(task.data().demonstration(), random),
          i,
          random);
    }
    Task<ToolboxQuestion> task = ToolboxTasks.of(seed, difficulty).task(i / 8);
    return episode(
        task,
        ToolboxEnvironment::new,
        ToolboxTasks.verifier(),
        turns(task.data().demonstration(), random),
        i,
        random);
  }

  /** Episodes of a puzzle of each family: one with a right answer, one with a wrong one. */
  static Stream<Trace> puzzleEpisodes(long seed) {
    return ProceduralTasks.families().stream()
        .map(family -> ProceduralTasks.of(family, seed, 1).task(3))
        .flatMap(
            task ->
                Stream.of(
                    puzzle(task, 0, ProceduralTasks.gold(task)),
                    puzzle(task, 1, ProceduralTasks.noOp(task))));
  }

  private static Trace puzzle(Task<Puzzle> task, long stream, String answer) {
    Trace trace = play(task, Silence::new, List.of(answer + END), stream);
    return trace.withVerdict(
        ProceduralTasks.verifier().verify(task.data(), trace.transcript().answer()));
  }

  private static <T> Trace episode(
      Task<T> task,
      Supplier<?> object,
      Verifier<T> verifier,
      List<String> turns,
      long stream,
      Random random) {
    Trace trace = play(task, object, turns, stream);
    return random.nextBoolean()
        ? trace
        : trace.withVerdict(verifier.verify(task.data(), trace.transcript().answer()));
  }

  /** The turns of a demonstration, or some of them in another order and with another answer. */
  private static List<String> turns(Conversation demonstration, Random random) {
    List<String> turns = new ArrayList<>();
    for (Message message : demonstration.messages()) {
      if (message.role() == Role.ASSISTANT) {
        turns.add(message.toolCalls().isEmpty() ? message.text() + END : calls(message));
      }
    }
    if (random.nextBoolean()) {
      return turns;
    }
    String gold = turns.remove(turns.size() - 1);
    turns.add("<tool_call>{\"name\": \"no such tool\"}</tool_call>" + END);
    turns.add("<tool_call>oops</tool_call>" + END);
    Collections.shuffle(turns, random);
    turns = new ArrayList<>(turns.subList(0, random.nextInt(turns.size())));
    switch (random.nextInt(5)) {
      case 0 -> turns.add("Answer: " + gold);
      case 1 -> turns.add("I do not know, maybe " + random.nextInt(100) + "?" + END);
      case 2 -> turns.add("12"); // without an end: cut off
      case 3 -> turns.add(random.nextInt(100) + END);
      default -> turns.add("<tool_call>{\"name\": ");
    }
    return turns;
  }

  private static String calls(Message message) {
    StringBuilder text = new StringBuilder();
    message
        .toolCalls()
        .forEach(
            call ->
                text.append("<tool_call>{\"name\": \"")
                    .append(call.name())
                    .append("\", \"arguments\": ")
                    .append(call.arguments())
                    .append("}</tool_call>"));
    return text.append(END).toString();
  }

  /** What rollouts would have made of these turns; they cut it off where the turns run out. */
  private static <T> Trace play(Task<T> task, Supplier<?> object, List<String> turns, long stream) {
    List<Segment> segments = new ArrayList<>();
    try (ToolEnvironment<T> environment = ToolEnvironments.<T>of(TOKENIZATION, object).of(task)) {
      segments.add(new Segment.Prompt(environment.reset(stream)));
      Ending ending = Ending.truncated(Ending.LENGTH);
      for (String turn : turns) {
        ImmutableLongArray action = ImmutableLongArray.copyOf(CODEC.encode(turn));
        Environment.Step step = environment.step(action);
        double[] logProbs = new double[action.length()];
        Arrays.setAll(logProbs, i -> -1.0 / (i + 3));
        ImmutableDoubleArray values = ImmutableDoubleArray.copyOf(logProbs);
        segments.add(new Segment.Action(action, values, values, step.reward()));
        if (step.ending().isPresent()) {
          ending = step.ending().get();
          break;
        }
        segments.add(new Segment.Observation(step.observation()));
      }
      return Trace.of(task, stream, new Trajectory(segments, ending), environment);
    }
  }
}
