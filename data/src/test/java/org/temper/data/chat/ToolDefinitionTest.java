package org.temper.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolDefinitionTest {

  /** Tools as a user writes them. */
  @SuppressWarnings("unused")
  public static final class Tools {
    /** A way of counting. */
    public enum Unit {
      C,
      F
    }

    /** Somewhere. */
    public record Location(@Param("a city") String city, Optional<Integer> zip) {}

    /** Holds itself. */
    public record Chain(List<Chain> next) {}

    @Tool("Weather now")
    public String weather(
        @Param(value = "where", name = "location") Location where,
        @Param(value = "in which unit", name = "unit") Optional<Unit> unit) {
      return where + " " + unit;
    }

    @Tool(value = "Adds", name = "sum")
    public double add(
        @Param(value = "", name = "numbers") List<Double> numbers,
        @Param(value = "", name = "times") int times,
        @Param(value = "", name = "exact") @Nullable Boolean exact,
        @Param(value = "", name = "names") Map<String, Long> names) {
      return numbers.size() + times + names.size();
    }

    public void noTool() {}
  }

  /** Tools that have no schema. */
  @SuppressWarnings("unused")
  public static final class Unsupported {
    @Tool("x")
    public void any(@Param(value = "", name = "value") Object value) {}

    @Tool("x")
    public void chain(@Param(value = "", name = "chain") Tools.Chain chain) {}
  }

  @Test
  void methodsBecomeSchemas() throws JsonProcessingException {
    List<ToolDefinition> tools = ToolDefinition.allOf(Tools.class);
    assertThat(tools).extracting(ToolDefinition::name).containsExactly("sum", "weather");
    assertThat(tools.get(1).json())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"type": "function", "function": {"name": "weather",
                     "description": "Weather now", "parameters": {"type": "object", "properties": {
                       "location": {"type": "object", "properties": {
                           "city": {"type": "string", "description": "a city"},
                           "zip": {"type": "integer", "nullable": true}},
                         "required": ["city"], "description": "where"},
                       "unit": {"type": "string", "enum": ["C", "F"], "nullable": true,
                         "description": "in which unit"}},
                      "required": ["location"]}}}
                    """));
    assertThat(tools.get(0).json().toString())
        .contains(
            "\"numbers\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}",
            "\"exact\":{\"type\":\"boolean\",\"nullable\":true",
            "\"names\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}",
            "\"required\":[\"numbers\",\"times\",\"names\"]");
  }

  @Test
  void whatHasNoSchemaIsRefused() throws NoSuchMethodException {
    assertThatThrownBy(() -> ToolDefinition.of(Unsupported.class.getMethod("any", Object.class)))
        .hasMessageStartingWith("Unsupported.any: value: expected text, a number")
        .hasMessageEndingWith("got java.lang.Object");
    assertThatThrownBy(
            () -> ToolDefinition.of(Unsupported.class.getMethod("chain", Tools.Chain.class)))
        .hasMessageContaining("expected a type that does not hold itself");
    assertThatThrownBy(() -> ToolDefinition.of(Tools.class.getMethod("noTool")))
        .hasMessageStartingWith("method: expected one annotated with @Tool");
    assertThatThrownBy(() -> ToolDefinition.allOf(String.class))
        .hasMessage(
            "type: expected public methods annotated with @Tool, got none in java.lang.String");
  }
}
