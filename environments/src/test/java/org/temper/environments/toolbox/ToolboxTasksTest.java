package org.temper.environments.toolbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.chat.Message;
import org.temper.data.chat.ToolCall;
import org.temper.environments.Task;

class ToolboxTasksTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void demonstrationsAreWhatTheToolsSayAndAreRewarded(int difficulty) {
    Set<Object> questions = new HashSet<>();
    for (Task<ToolboxQuestion> task : ToolboxTasks.of(5, difficulty).tasks(0, 250)) {
      ToolboxEnvironment episode = new ToolboxEnvironment();
      assertThat(episode.reset(task)).isEmpty();
      List<Message> messages = task.data().demonstration().messages();
      Set<String> called = new HashSet<>();
      for (int i = 1; i < messages.size() - 1; i += 2) {
        ToolCall call = messages.get(i).toolCalls().get(0);
        called.add(call.name());
        assertThat(messages.get(i + 1).text()).isEqualTo(result(episode, call));
      }
      assertThat(called).hasSizeGreaterThanOrEqualTo(2);
      String answer = messages.get(messages.size() - 1).text();
      assertThat(episode.reward("Answer: " + answer + ".")).isEqualTo(OptionalDouble.of(1));
      assertThat(episode.reward(answer + "1")).isEqualTo(OptionalDouble.of(0));
      assertThat(episode.reward("?")).isEqualTo(OptionalDouble.of(0));
      assertThat(task.conversation().tools()).hasSize(8);
      questions.add(task.data());
    }
    assertThat(questions).hasSize(250);
  }

  private static String result(ToolboxEnvironment tools, ToolCall call) {
    JsonNode arguments = call.arguments();
    long a = arguments.path("a").asLong();
    long b = arguments.path("b").asLong();
    return switch (call.name()) {
      case "wish" -> tools.wish(arguments.path("name").asText());
      case "price" -> tools.price(arguments.path("item").asText());
      case "stock" -> tools.stock(arguments.path("item").asText());
      case "unit" -> tools.unit(arguments.path("unit").asText());
      case "day" -> tools.day(arguments.path("event").asText());
      case "add" -> tools.add(a, b);
      case "subtract" -> tools.subtract(a, b);
      default -> tools.multiply(a, b);
    };
  }

  @Test
  void theSameIndexIsTheSameTask() {
    Task<ToolboxQuestion> task = ToolboxTasks.of(5, 3).task(8);
    assertThat(task.key()).isEqualTo("toolbox/5/8/3");
    assertThat(ToolboxTasks.of(5, 3).task(8)).isEqualTo(task);
    assertThat(ToolboxTasks.of(6, 3).task(8).data()).isNotEqualTo(task.data());
  }

  @Test
  void toolsSayWhatTheyCannotDo() {
    ToolboxEnvironment tools = new ToolboxEnvironment();
    assertThatThrownBy(() -> tools.wish("ann"))
        .hasMessage("ToolboxEnvironment: expected reset(task) first, got none");
    tools.reset(ToolboxTasks.of(1, 1).task(0));
    assertThat(tools.price("gold")).isEqualTo("Error: no gold");
    assertThat(tools.multiply(Long.MAX_VALUE, 2)).isEqualTo("Error: too large");
    assertThatThrownBy(() -> ToolboxTasks.of(1, 0))
        .hasMessage("difficulty: expected 1 to 4, got 0");
  }
}
